// The edge function `oauth-shopify`.
import { serveFunction } from '../../../src/entry/edge.ts'

serveFunction('oauth-shopify')

// The edge function `oauth-woocommerce`.
import { serveFunction } from '../../../src/entry/edge.ts'

serveFunction('oauth-woocommerce')

// The edge function `oauth-shoprenter`.
import { serveFunction } from '../../../src/entry/edge.ts'

serveFunction('oauth-shoprenter')

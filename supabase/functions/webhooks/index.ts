// The edge function `webhooks`.
import { serveFunction } from '../../../src/entry/edge.ts'

serveFunction('webhooks')

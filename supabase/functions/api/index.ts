// The edge function `api`.
import { serveFunction } from '../../../src/entry/edge.ts'

serveFunction('api')

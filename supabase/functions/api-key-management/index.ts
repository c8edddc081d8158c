// The edge function `api-key-management`.
import { serveFunction } from '../../../src/entry/edge.ts'

serveFunction('api-key-management')

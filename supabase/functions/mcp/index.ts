// The edge function `mcp`.
import { serveFunction } from '../../../src/entry/edge.ts'

serveFunction('mcp')

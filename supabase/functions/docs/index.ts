// The edge function `docs`.
import { serveFunction } from '../../../src/entry/edge.ts'

serveFunction('docs')

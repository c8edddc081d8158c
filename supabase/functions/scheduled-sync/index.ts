// The edge function `scheduled-sync`.
import { serveFunction } from '../../../src/entry/edge.ts'

serveFunction('scheduled-sync')

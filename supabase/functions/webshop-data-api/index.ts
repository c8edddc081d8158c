// The edge function `webshop-data-api`.
import { serveFunction } from '../../../src/entry/edge.ts'

serveFunction('webshop-data-api')

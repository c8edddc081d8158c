// The main pages in Hungarian, in both widths, light and dark.
import { pages } from './support/pages.ts'

pages('hu', false)

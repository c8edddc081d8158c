// Every page and dialog in English, in both widths, light and dark.
import { pages } from './support/pages.ts'

pages('en', true)

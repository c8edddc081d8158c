// A merchant's whole way in English, on a wide screen, in light.
import { journey } from './support/journey.ts'

journey({ language: 'en', width: 1440, scheme: 'light' })

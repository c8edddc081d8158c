// A merchant's whole way in Hungarian, on a phone, in dark.
import { journey } from './support/journey.ts'

journey({ language: 'hu', width: 360, scheme: 'dark' })

// Dates, sums, numbers and carriers as words that a voice can read, in Hungarian and English.
import type { Money } from './money.ts'

export const SPOKEN_LANGUAGES = ['hu', 'en'] as const
export type SpokenLanguage = (typeof SPOKEN_LANGUAGES)[number]

const MONTHS: Readonly<Record<SpokenLanguage, readonly string[]>> = {
  hu: [
    'január',
    'február',
    'március',
    'április',
    'május',
    'június',
    'július',
    'augusztus',
    'szeptember',
    'október',
    'november',
    'december',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
}

/** Days whose ordinal takes `-án` (másodikán, harmadikán, huszadikán…); the others take `-én`. */
const DEEP_VOWELS = new Set([2, 3, 6, 8, 13, 16, 18, 20, 23, 26, 28, 30])

/** Where a day begins, by country: those of most stores; UTC elsewhere. One zone for each country is enough for a day. */
const ZONES: Readonly<Record<string, string>> = {
  HU: 'Europe/Budapest',
  AT: 'Europe/Vienna',
  DE: 'Europe/Berlin',
  SK: 'Europe/Bratislava',
  CZ: 'Europe/Prague',
  PL: 'Europe/Warsaw',
  RO: 'Europe/Bucharest',
  HR: 'Europe/Zagreb',
  SI: 'Europe/Ljubljana',
  GB: 'Europe/London',
}

function dayOf(instant: Date, country: string | null): { year: number; month: number; day: number } {
  const timeZone = ZONES[country ?? ''] ?? 'UTC'
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  })
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  return { year: parts.get('year') ?? 0, month: parts.get('month') ?? 1, day: parts.get('day') ?? 1 }
}

/** `november 20-án`, `on 20 November`; with the year where it is not this one. `now` is in milliseconds. */
export function speakDate(
  iso: string,
  language: SpokenLanguage,
  place: { readonly country: string | null; readonly now: number },
): string {
  const { year, month, day } = dayOf(new Date(iso), place.country)
  const isThisYear = year === dayOf(new Date(place.now), place.country).year
  const name = MONTHS[language][month - 1] ?? ''
  if (language === 'en') return `on ${day} ${name}${isThisYear ? '' : ` ${year}`}`
  const suffix = day === 1 ? 'jén' : DEEP_VOWELS.has(day) ? 'án' : 'én'
  return `${isThisYear ? '' : `${year}. `}${name} ${day}-${suffix}`
}

const CURRENCIES: Readonly<Record<string, Readonly<Record<SpokenLanguage, string>>>> = {
  HUF: { hu: 'forint', en: 'forints' },
  EUR: { hu: 'euró', en: 'euros' },
  USD: { hu: 'dollár', en: 'dollars' },
  GBP: { hu: 'font', en: 'pounds' },
  RON: { hu: 'román lej', en: 'Romanian lei' },
  CZK: { hu: 'cseh korona', en: 'Czech koruna' },
  PLN: { hu: 'zloty', en: 'zloty' },
  CHF: { hu: 'svájci frank', en: 'Swiss francs' },
}

/** `12 990 forint`, `12,990 forints`; a fraction of nothing is not said. */
export function speakMoney({ amount, currency }: Money, language: SpokenLanguage): string {
  const [whole = '0', fraction = ''] = amount.split('.')
  const [group, point] = language === 'hu' ? [' ', ','] : [',', '.']
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group)
  const rest = /^0*$/.test(fraction) ? '' : `${point}${fraction.padEnd(2, '0').replace(/(\d{2})0+$/, '$1')}`
  return `${grouped}${rest} ${CURRENCIES[currency]?.[language] ?? currency}`
}

/** Letters and digits alone, of a shop's text that is to be a number: `#WEB-51551` → `WEB 51551`. */
export function speakNumber(number: string): string {
  const words = number.normalize('NFKC').replace(/[^\p{L}\p{Nd}]+/gu, ' ')
  return words.trim().slice(0, 24)
}

type CarrierNames = Readonly<Record<SpokenLanguage, string>>
const same = (name: string): CarrierNames => ({ hu: name, en: name })
const CARRIERS: readonly (readonly [RegExp, CarrierNames])[] = [
  [/\bgls\b/i, same('GLS')],
  [/\bfoxpost\b/i, same('Foxpost')],
  [/\bmpl\b|magyar posta|hungarian post/i, { hu: 'Magyar Posta', en: 'the Hungarian Post' }],
  [/\bdpd\b/i, same('DPD')],
  [/\bdhl\b/i, same('DHL')],
  [/\bups\b/i, same('UPS')],
  [/\bfedex\b/i, same('FedEx')],
  [/packeta|csomagküldő|zásilkovna/i, same('Packeta')],
  [/express ?one/i, same('Express One')],
  [/\bsprinter\b/i, same('Sprinter')],
  [/sameday|easybox/i, same('Sameday')],
]

/** The name of a carrier that is known; null for any other text: what a shop wrote is never read out. */
export function speakCarrier(text: string | null | undefined, language: SpokenLanguage): string | null {
  return CARRIERS.find(([pattern]) => pattern.test(text ?? ''))?.[1][language] ?? null
}

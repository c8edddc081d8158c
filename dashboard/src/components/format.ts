// Dates, numbers and money as readers of the chosen language write them.
import { useTranslation } from 'react-i18next'

export type Formats = {
  /** `2026. 11. 25. 14:03` */
  dateTime(iso: string): string
  date(iso: string): string
  /** As short as an axis needs it, by how long one step of it is. */
  axis(iso: string, step: 'time' | 'weekday' | 'day'): string
  /** `3 minutes ago` */
  ago(iso: string): string
  number(value: number): string
  /** `12 990 Ft` */
  money(amount: string, currency: string): string
  milliseconds(value: number): string
  /** `15 minutes`, `6 hours`, `7 days`: in the largest unit that fits without a rest. */
  minutes(value: number): string
}

const LOCALES: Readonly<Record<string, string>> = { hu: 'hu-HU', en: 'en-GB' }

const AXIS = {
  time: { hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  day: { month: 'short', day: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

function ago(locale: string, iso: string): string {
  const seconds = (Date.parse(iso) - Date.now()) / 1000
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size)
  return step
    ? format.format(Math.round(seconds / step[1]), step[0])
    : format.format(Math.round(seconds), 'second')
}

function inWholeUnits(locale: string, minutes: number): string {
  const [unit, size] =
    minutes % 1_440 === 0
      ? (['day', 1_440] as const)
      : minutes % 60 === 0
        ? (['hour', 60] as const)
        : (['minute', 1] as const)
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(minutes / size)
}

/** The locale of a language: English as it is written in Europe. */
export function localeOf(language: string): string {
  return LOCALES[language] ?? 'en-GB'
}

/** The formats of the language that is shown. */
export function formatsOf(language: string): Formats {
  const locale = localeOf(language)
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const number = new Intl.NumberFormat(locale)
  return {
    dateTime: (iso) => dateTime.format(new Date(iso)),
    date: (iso) => date.format(new Date(iso)),
    axis: (iso, step) => new Intl.DateTimeFormat(locale, AXIS[step]).format(new Date(iso)),
    ago: (iso) => ago(locale, iso),
    number: (value) => number.format(value),
    // A string goes in whole: money is never a float here either.
    money: (amount, currency) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        minimumFractionDigits: /\.0*$|^-?\d+$/.test(amount) ? 0 : 2,
      }).format(amount as unknown as number),
    minutes: (value) => inWholeUnits(locale, value),
    milliseconds: (value) => `${number.format(Math.round(value))} ms`,
  }
}

export function useFormats(): Formats {
  const { i18n } = useTranslation()
  return formatsOf(i18n.language)
}

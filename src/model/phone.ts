// Phone numbers as E.164, read in a country when they carry none.
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** Left by copying out of a contact list: marks of the writing direction, zero-width spaces. */
const INVISIBLE = /\p{Cf}/gu
/** `(+36) 30 …`: libphonenumber reads brackets anywhere but around the country code. */
const BRACKETED_COUNTRY_CODE = /^\(\s*(\+\d{1,3})\s*\)/
/** `+36 (0) 30 …`: a habit from countries whose prefix is 0; in Hungary no number has that zero. */
const ZERO_AFTER_36 = /^\+36\s*\(0\)/

/**
 * The number as E.164 (`+36301234567`), or `null` when it is no valid number.
 * `country` (ISO 3166-1 alpha-2) is where a number without a country code belongs; it wins over nothing
 * that the number itself says. A leading `00` and a Hungarian leading `06` are understood.
 */
export function toE164(raw: string | null | undefined, country: string | null | undefined): string | null {
  const text = raw?.replace(INVISIBLE, '').replace(/\t/g, ' ').trim()
  if (!text || text.length > 40) return null
  const region: CountryCode | undefined = country && isSupportedCountry(country) ? country : undefined
  const international = text
    .replace(/^(\(?)00[\s./-]*(?=[1-9])/, '$1+')
    .replace(BRACKETED_COUNTRY_CODE, '$1 ')
    .replace(ZERO_AFTER_36, '+36')
  const number = parsePhoneNumberFromString(international, {
    ...(region ? { defaultCountry: region } : {}),
    extract: false,
  })
  return number?.isValid() ? number.number : null
}

/** Only the digits of a number as it was typed, for comparing spellings: `+36 30/123-4567` → `36301234567`. */
export function digitsOf(raw: string): string {
  return raw.replace(/\D/g, '')
}

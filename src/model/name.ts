// A person's name as one text, in the order that is usual in their country.

/** Countries whose usual order is family name first; sources: CLDR person names (`surnameFirst` locales). */
const FAMILY_NAME_FIRST = new Set(['HU', 'JP', 'CN', 'KR', 'TW', 'HK', 'MO', 'VN'])

/**
 * `Kovács Anna` for Hungary, `Anna Kovács` elsewhere; `null` when both parts are missing.
 * `country` is ISO 3166-1 alpha-2.
 */
export function displayName(
  firstName: string | null,
  lastName: string | null,
  country: string | null | undefined,
): string | null {
  const familyFirst = FAMILY_NAME_FIRST.has(country ?? '')
  const parts = familyFirst ? [lastName, firstName] : [firstName, lastName]
  const name = parts
    .map((part) => part?.trim())
    .filter(Boolean)
    .join(' ')
  return name === '' ? null : name
}

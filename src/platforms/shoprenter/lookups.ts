// Names behind links: customer groups, countries, categories, makers, taxes, and the shop's own address.
import { AppError } from '../../errors.ts'
import type { ApiClient } from './client.ts'
import type { Languages } from './languages.ts'
import {
  categoryWire,
  countryWire,
  customerGroupWire,
  domainsWire,
  manufacturerWire,
  taxClassWire,
} from './wire-reference.ts'

/** `id` is the category's number, as everywhere. */
export type Category = { readonly id: string; readonly name: string | null }

/** Each is read when it is first asked for. */
export type Lookups = {
  customerGroups(): Promise<ReadonlyMap<string, string | null>>
  /** ISO 3166-1 alpha-2 by country id. */
  countries(): Promise<ReadonlyMap<string, string | null>>
  categories(): Promise<ReadonlyMap<string, Category>>
  /** Names by id; empty when the API client has no right to them, which no other thing needs. */
  manufacturers(): Promise<ReadonlyMap<string, string | null>>
  /** Per cent by tax class; null where a class has several rates. */
  taxRates(): Promise<ReadonlyMap<string, string | null>>
  /** The shop's main address, e.g. `https://www.shop.hu`. */
  home(): Promise<string | null>
}

async function unlessForbidden<T>(load: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await load
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.reason === 'missing_scope') return []
    throw thrown
  }
}

/** `hourly` keeps what is loaded under a key. */
export function createLookups(
  client: ApiClient,
  hourly: <T>(key: string, load: () => Promise<T>) => Promise<T>,
  languages: () => Promise<Languages>,
): Lookups {
  return {
    customerGroups: () =>
      hourly('customer-groups', async () => {
        const rows = await client.all('customerGroups', customerGroupWire)
        return new Map(rows.map((row) => [row.id, row.name]))
      }),
    countries: () =>
      hourly('countries', async () => {
        const rows = await client.all('countries', countryWire)
        return new Map(rows.map((row) => [row.id, row.isoCode2?.toUpperCase() ?? null]))
      }),
    categories: () =>
      hourly('categories', async () => {
        const [spoken, rows] = await Promise.all([
          languages(),
          client.all('categoryExtend', categoryWire, {}, 10),
        ])
        const nameOf = (row: (typeof rows)[number]) => spoken.pick(row.categoryDescriptions)?.name ?? null
        return new Map(rows.map((row) => [row.id, { id: row.innerId, name: nameOf(row) }]))
      }),
    manufacturers: () =>
      hourly('manufacturers', async () => {
        const rows = await unlessForbidden(client.all('manufacturers', manufacturerWire, {}, 10))
        return new Map(rows.map((row) => [row.id, row.name]))
      }),
    taxRates: () =>
      hourly('tax-rates', async () => {
        const rows = await client.all('taxClassExtend', taxClassWire)
        return new Map(
          rows.map(({ id, taxRates: [first, ...others] }) => [
            id,
            others.every(({ rate }) => rate === first?.rate) ? (first?.rate ?? null) : null,
          ]),
        )
      }),
    home: () =>
      hourly('home', async () => {
        const { domain } = await client.get('domains', domainsWire)
        const url = (domain.find(({ primary }) => primary) ?? domain[0])?.url ?? ''
        const host = url.replace(/^https?:\/\//i, '').replace(/\/$/, '')
        return /^[a-z0-9.-]+$/i.test(host) ? `https://${host.toLowerCase()}` : null
      }),
  }
}

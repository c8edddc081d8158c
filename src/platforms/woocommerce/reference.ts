// What a shop's calls need again and again: settings, its own statuses, how it numbers its orders.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { ShopContext } from '../platform.ts'
import type { Client } from './client.ts'
import { isCustomStatus } from './statuses.ts'
import { present } from './values.ts'

const TTL_MS = 3_600_000
const STATUSES = 'woocommerce:statuses'

const settingsWire = z.array(z.object({ id: z.string(), value: z.unknown() }))
const statusesWire = z.array(z.object({ slug: z.string() }))
const numberWire = z.array(z.object({ id: z.number(), number: z.union([z.string(), z.number()]) }))

/** The shop's general settings, as far as answers depend on them. */
export type Settings = {
  readonly decimals: number
  readonly currency: string | null
  readonly country: string | null
}

/** True for an AppError with that reason. */
export function hasReason(thrown: unknown, reason: string): boolean {
  return thrown instanceof AppError && thrown.reason === reason
}

/** The settings, straight from the shop; a key that may not see them leaves the usual ones. */
export async function loadSettings(client: Client): Promise<Settings> {
  try {
    const { body } = await client.get('/settings/general', { _fields: 'id,value' }, settingsWire)
    const text = (id: string) => {
      const value = body.find((row) => row.id === id)?.value
      return typeof value === 'string' ? present(value) : typeof value === 'number' ? String(value) : null
    }
    const currency = text('woocommerce_currency')
    const country = text('woocommerce_default_country')?.split(':')[0] ?? ''
    return {
      decimals: Number(/^\d$/.exec(text('woocommerce_price_num_decimals') ?? '')?.[0] ?? 2),
      currency: currency && /^[A-Z]{3}$/.test(currency) ? currency : null,
      country: /^[A-Z]{2}$/.test(country) ? country : null,
    }
  } catch (thrown) {
    if (!hasReason(thrown, 'missing_right') && !hasReason(thrown, 'no_route')) throw thrown
    return { decimals: 2, currency: null, country: null }
  }
}

async function loadCustomStatuses(client: Client): Promise<string[]> {
  const load = async (path: string) => (await client.get(path, { _fields: 'slug' }, statusesWire)).body
  // `/orders/statuses` is new (facts: WooCommerce 11.0.1, seen); the report has the same slugs.
  const rows = await load('/orders/statuses').catch((thrown: unknown) => {
    if (hasReason(thrown, 'no_route')) return load('/reports/orders/totals')
    throw thrown
  })
  return rows.map(({ slug }) => slug).filter(isCustomStatus)
}

/** Reference data of one store, kept in its cache; nothing in it is about a person. */
export type Reference = {
  /** Decimals to ask money with: two at least, more where the shop has more. */
  decimals(): Promise<number>
  currency(): Promise<string | null>
  /** Slugs that plugins brought. */
  customStatuses(): Promise<string[]>
  forgetStatuses(): void
  /** False where a plugin gives orders numbers that are not their ids. */
  numbersAreIds(): Promise<boolean>
}

/** Opens the reference data of a store; nothing is asked before it is needed. */
export function createReference(client: Client, { cache, store }: ShopContext): Reference {
  const settings = () => cache.get('woocommerce:settings', TTL_MS, () => loadSettings(client))
  return {
    decimals: async () => Math.max(2, (await settings()).decimals),
    currency: async () => store.currency ?? (await settings()).currency,
    customStatuses: () => cache.get(STATUSES, TTL_MS, () => loadCustomStatuses(client)),
    forgetStatuses: () => cache.drop(STATUSES),
    numbersAreIds: () =>
      cache.get('woocommerce:numbers-are-ids', TTL_MS, async () => {
        const query = { per_page: 1, _fields: 'id,number' }
        const { body } = await client.get('/orders', query, numberWire)
        return body.every(({ id, number }) => String(id) === String(number))
      }),
  }
}

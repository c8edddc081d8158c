// What a shop's records refer to, read once an hour: nothing here is about a person.
import type { ShopContext } from '../platform.ts'
import type { ApiClient } from './client.ts'
import type { Credentials } from './credentials.ts'
import { type Languages, readLanguages } from './languages.ts'
import { createLookups, type Lookups } from './lookups.ts'
import { meaningOf, type StatusMeaning } from './statuses.ts'
import { innerIdOf } from './wire.ts'
import { settingWire, statusDescriptionWire } from './wire-reference.ts'
import { knownZone } from './zone-time.ts'

const HOUR_MS = 3_600_000
/** A status that is not in the list may be new: the list is then read again, but not more often than this. */
const LEAST_STATUS_AGE_MS = 60_000

const SETTINGS = [
  'config_name',
  'config_timezone',
  'config_currency',
  'config_language',
  'storno_order_status_id',
] as const

/** The settings that are read; null where the shop has none or an empty one. */
export type Settings = Readonly<Record<(typeof SETTINGS)[number], string | null>>

/** A status of the shop: what it is called in the shop's language, and what it means. */
export type ShopStatus = StatusMeaning & { readonly id: string; readonly name: string | null }

/** Statuses by resource id, and when they were read, in milliseconds since 1970. */
export type StatusTable = { readonly loadedAt: number; readonly byId: ReadonlyMap<string, ShopStatus> }

/** Each is read when it is first asked for. */
export type Reference = Lookups & {
  settings(): Promise<Settings>
  zone(): Promise<string>
  languages(): Promise<Languages>
  /** The statuses; read again when `needed` has one that they lack and they are not just read. */
  statuses(needed?: Iterable<string>): Promise<StatusTable>
}

async function readSettings(client: ApiClient): Promise<Settings> {
  const first = await client.page('settings', settingWire, {}, { page: 0, limit: 200 })
  const rows = [...(first?.items ?? [])]
  for (const key of first?.isLast === false ? SETTINGS : []) {
    if (rows.some((row) => row.key === key)) continue
    const found = await client.page('settings', settingWire, { key }, { page: 0, limit: 200 })
    rows.push(...(found?.items ?? []))
  }
  const settingOf = (key: string) => rows.find((row) => row.key === key)?.value ?? null
  return {
    config_name: settingOf('config_name'),
    config_timezone: settingOf('config_timezone'),
    config_currency: settingOf('config_currency'),
    config_language: settingOf('config_language'),
    storno_order_status_id: settingOf('storno_order_status_id'),
  }
}

async function readStatuses(
  client: ApiClient,
  languages: Languages,
  storno: string | null,
  overrides: Credentials['status_overrides'],
): Promise<ReadonlyMap<string, ShopStatus>> {
  const rows = await client.all('orderStatusDescriptions', statusDescriptionWire)
  const byStatus = Map.groupBy(rows, (row) => row.orderStatus)
  const statuses = new Map<string, ShopStatus>()
  for (const [id, texts] of byStatus) {
    if (id === null) continue
    const number = innerIdOf(id)
    const told = texts.filter(({ language }) => ['hu', 'en'].includes(languages.codeOf(language) ?? ''))
    const names = (told.length > 0 ? told : texts).map(({ name }) => name ?? '')
    const override = overrides?.[number ?? ''] ?? overrides?.[id]
    const meaning = meaningOf(names, { override, isStorno: storno !== null && storno === (number ?? id) })
    statuses.set(id, { ...meaning, id, name: languages.pick(texts)?.name ?? null })
  }
  return statuses
}

/** The reference data of a store, by way of its cache. */
export function createReference(
  client: ApiClient,
  credentials: Credentials,
  context: ShopContext,
): Reference {
  const { cache, now } = context
  const hourly = <T>(key: string, load: () => Promise<T>) => cache.get(`reference:${key}`, HOUR_MS, load)

  const settings = () => hourly('settings', () => readSettings(client))
  const languages = () =>
    hourly('languages', async () => readLanguages(client, (await settings()).config_language))
  const statuses = () =>
    hourly('statuses', async (): Promise<StatusTable> => {
      const [spoken, { storno_order_status_id: storno }] = await Promise.all([languages(), settings()])
      const byId = await readStatuses(client, spoken, storno, credentials.status_overrides)
      return { loadedAt: now(), byId }
    })

  return {
    settings,
    languages,
    zone: async () => knownZone((await settings()).config_timezone),
    statuses: async (needed = []) => {
      const table = await statuses()
      const isStale = now() - table.loadedAt > LEAST_STATUS_AGE_MS
      if (!isStale || [...needed].every((id) => table.byId.has(id))) return table
      cache.drop('reference:statuses', table)
      return statuses()
    },
    ...createLookups(client, hourly, languages),
  }
}

// The lists of a shop as sources to read from, and one record out of them by its number.
import type { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { ShopContext } from '../platform.ts'
import { invalidAnswer } from '../shop-answer.ts'
import type { ApiClient, Query, Resource } from './client.ts'
import type { ListMemory, ListSource } from './list-source.ts'
import { readListing } from './paging.ts'

const MEMORY_MS = 3_600_000
/** Asked for at once where a filter leaves one record, unless the shop ignores it. */
const FEW = 10
/** Asked for at once where a filter leaves a person's records or those of a while. */
const SOME = 100

type SourceOptions<T> = {
  readonly client: ApiClient
  readonly context: ShopContext
  readonly resource: Resource
  readonly item: z.ZodType<T>
  readonly idOf: (item: T) => string
}

/** What a list is narrowed by, and what that says about its length. */
export type Narrowing = {
  readonly query: Query
  /** `whole` and `class` lists are long, and their length is remembered; only they may hold nothing personal. */
  readonly kind: 'whole' | 'class' | 'some' | 'few'
}

function newMemory(): ListMemory {
  return { total: null, countedAt: 0, order: 'ascending' }
}

/** Opens the list of a resource under a narrowing. */
export async function openSource<T>(
  options: SourceOptions<T>,
  { query, kind }: Narrowing,
): Promise<ListSource<T>> {
  const { client, context, resource, item } = options
  const isRemembered = kind === 'whole' || kind === 'class'
  const key = `list:${resource}?${new URLSearchParams(query)}`
  return {
    page: (at) => client.page(resource, item, query, at),
    count: () => client.count(resource, query),
    idOf: (record) => Number(options.idOf(record)),
    memory: isRemembered ? await context.cache.get(key, MEMORY_MS, async () => newMemory()) : newMemory(),
    now: context.now,
    likelyShort: isRemembered ? null : kind === 'few' ? FEW : SOME,
  }
}

/** True for what can be the number of a record; anything else is no record, and not worth a call. */
export function isInnerId(id: string): boolean {
  return /^[1-9]\d{0,9}$/.test(id) && Number(id) <= 2_147_483_647
}

/** The record with that number; `not_found`, also after a walk where the shop ignores the filter. */
export async function findRecord<T>(
  options: SourceOptions<T>,
  id: string,
  query: Query,
  what: string,
): Promise<T> {
  const missing = () => new AppError('not_found', `The shop has no such ${what}.`)
  if (!isInnerId(id)) throw missing()
  const source = await openSource(options, { query: { ...query, innerId: id }, kind: 'few' })
  const found = await readListing<T, T>({
    sources: [source],
    toRecords: async (items) => items,
    keep: (item) => options.idOf(item) === id,
    idOf: options.idOf,
    createdOf: () => null,
    page: { limit: 1, position: { page: 1 } },
    isWhole: false,
  })
  const [record] = found.items
  if (record) return record
  throw found.coverage.length > 0 ? invalidAnswer('filter_ignored') : missing()
}

/** The error for a filter on the buyer while the merchant keeps customers closed. */
export function customersClosed(): AppError {
  return new AppError(
    'data_access_disabled',
    'Customers of this store are switched off, and so is this filter.',
  )
}

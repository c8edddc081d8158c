// Writes the products of a store into the catalogue, and takes out those that its shop no longer has.
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { UnifiedProduct } from '../model/product.ts'
import { termsOf, vocabularyOf } from './terms.ts'

const BATCH_SIZE = 250

/** The database's numbers are wider than this; a shop's absurd amount is no reason to lose a batch. */
const PRICE = /^-?\d{1,20}(\.\d{1,20})?$/

function priceOrNull(amount: string | undefined): string | null {
  return amount !== undefined && PRICE.test(amount) ? amount : null
}

/** jsonb refuses two things that JSON allows: the character 0, and half a surrogate pair. */
function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(clean)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [cleanText(key), clean(part)]))
}

/** What goes into the row of one product. */
function toRow(storeId: string, product: UnifiedProduct): object {
  const { id, created_at, updated_at, price, price_range } = product
  return {
    id,
    product,
    terms: termsOf(storeId, product),
    sort_ms: created_at === null ? 0 : Date.parse(created_at) || 0,
    updated_at,
    price_low: priceOrNull(price_range?.min.amount ?? price?.amount),
    price_high: priceOrNull(price_range?.max.amount ?? price?.amount),
  }
}

/** The JSON of all rows; looked through for what jsonb refuses only where there is a sign of it. */
function toJson(rows: readonly object[]): string {
  const json = JSON.stringify(rows)
  return /\\u(0000|d[89a-f])/.test(json) ? JSON.stringify(clean(rows)) : json
}

async function writeBatch(
  trx: Transaction<Tables>,
  storeId: string,
  products: readonly UnifiedProduct[],
  seenAt: Date,
): Promise<void> {
  const words = [...new Set(products.flatMap(vocabularyOf))]
  const json = toJson(products.map((product) => toRow(storeId, product)))
  await sql`select shopcall.write_catalogue_products(
    ${storeId}::uuid, ${json}::json, ${words}::text[], ${seenAt.toISOString()}::timestamptz)`.execute(trx)
}

/**
 * Writes products as they were read at `seenAt`: one statement for each 250. A product that was read later by
 * somebody else stays as it is; of the same id twice the later one counts. `trx` acts for the store's owner.
 */
export async function writeProducts(
  trx: Transaction<Tables>,
  storeId: string,
  products: readonly UnifiedProduct[],
  seenAt: Date,
): Promise<void> {
  const byId = [...new Map(products.map((product) => [product.id, product])).values()]
  for (let start = 0; start < byId.length; start += BATCH_SIZE)
    await writeBatch(trx, storeId, byId.slice(start, start + BATCH_SIZE), seenAt)
}

/** Takes products out; gives how many of them were there. */
export async function removeProducts(
  trx: Transaction<Tables>,
  storeId: string,
  ids: readonly string[],
): Promise<number> {
  const result = await sql<{ removed: number }>`select shopcall.remove_catalogue_products(
    ${storeId}::uuid, ${[...ids]}::text[]) as removed`.execute(trx)
  return result.rows[0]?.removed ?? 0
}

/** Forgets the words that no product is called by any more. It looks at each word: in a large store for seconds. */
export async function forgetWords(trx: Transaction<Tables>, storeId: string): Promise<void> {
  await sql`select shopcall.forget_catalogue_words(${storeId}::uuid)`.execute(trx)
}

/** So many are taken out by one statement, which has two seconds. */
const REMOVED_AT_ONCE = 5_000

/**
 * Takes out what was not read at or after `before`, the start of a full round; gives how many. After `atMost` it
 * stops, and leaves the words to who goes on.
 */
export async function removeUnseen(
  trx: Transaction<Tables>,
  storeId: string,
  before: Date,
  atMost = Number.POSITIVE_INFINITY,
): Promise<number> {
  let removed = 0
  let last = ''
  for (;;) {
    const unseen = await trx
      .selectFrom('catalogue_products')
      .select('product_id')
      .where('store_id', '=', storeId)
      .where('product_id', '>', last)
      .where('seen_at', '<', before)
      .orderBy('product_id')
      .limit(Math.min(REMOVED_AT_ONCE, atMost - removed))
      .execute()
    const ids = unseen.map((row) => row.product_id)
    if (ids.length > 0) removed += await removeProducts(trx, storeId, ids)
    last = ids.at(-1) ?? ''
    if (removed >= atMost) return removed
    if (ids.length < REMOVED_AT_ONCE) break
  }
  if (removed > 0) await forgetWords(trx, storeId)
  return removed
}

/** Notes that a full sync completed: from now on reads are answered by the catalogue. */
export async function markSynced(trx: Transaction<Tables>, storeId: string, at: Date): Promise<void> {
  await sql`insert into public.catalogues as c (store_id, synced_at)
    values (${storeId}::uuid, ${at.toISOString()}::timestamptz)
    on conflict (store_id) do update set synced_at = greatest(c.synced_at, excluded.synced_at)`.execute(trx)
}

/** What is known of a store's catalogue; `synced_at` is null until a full sync completed. */
export type CatalogueState = { readonly synced_at: Date | null; readonly products: number }

/** The state of a store's catalogue. */
export async function readCatalogueState(trx: Transaction<Tables>, storeId: string): Promise<CatalogueState> {
  const row = await trx
    .selectFrom('catalogues')
    .select(['synced_at', 'products'])
    .where('store_id', '=', storeId)
    .executeTakeFirst()
  return row ?? { synced_at: null, products: 0 }
}

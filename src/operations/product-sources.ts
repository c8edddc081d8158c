// Where products are read from: the catalogue, which needs no credential and no shop, or the shop itself.
import { openShop } from '../access/stores.ts'
import {
  type CatalogueAnswer,
  type CatalogueOf,
  findInCatalogue,
  searchCatalogue,
} from '../catalogue/search.ts'
import { AppError } from '../errors.ts'
import type { FieldSelection } from '../model/fields.ts'
import { matchesProduct, type ProductFilter } from '../model/filter.ts'
import type { Call, Outcome } from '../operation.ts'
import { assertSupported } from './filters.ts'
import { isCursorOf, type PageInput, readPlace, toListOutcome } from './list-input.ts'
import { toSingleOutcome } from './single.ts'

export type ProductSource = 'catalogue' | 'live' | undefined

type ProductCall = Pick<Call<unknown>, 'services' | 'store' | 'budget'>

/** The names that cursors are sealed for: those of one source are no cursors of the other. */
const LIST = { live: 'products', catalogue: 'products.catalogue' } as const

function catalogueOf(call: ProductCall): CatalogueOf {
  return { database: call.services.database, owner: call.store.user_id, storeId: call.store.id }
}

function notSynced(): AppError {
  return new AppError(
    'conflict',
    'No sync of this store has completed yet. Ask without source, or with source=live.',
  )
}

const metaOf = (syncedAt: Date) => ({ source: 'catalogue', synced_at: syncedAt.toISOString() })

async function listCatalogue(
  call: ProductCall,
  filter: ProductFilter,
  pageInput: PageInput,
): Promise<Omit<Outcome, 'cut'> | null> {
  const place = await readPlace(call, LIST.catalogue, filter, pageInput)
  const answer: CatalogueAnswer | null = await searchCatalogue(catalogueOf(call), filter, place)
  if (answer === null) return null
  const items = answer.page.items.filter((product) => matchesProduct(product, filter))
  const outcome = await toListOutcome(call, LIST.catalogue, filter, place, { ...answer.page, items })
  return { ...outcome, meta: { sort: answer.page.sort, ...metaOf(answer.syncedAt) } }
}

async function listLive(
  call: ProductCall,
  filter: ProductFilter,
  pageInput: PageInput,
  fields: FieldSelection | null,
): Promise<Omit<Outcome, 'cut'>> {
  const { services, store, budget } = call
  assertSupported('products', services.platforms[store.platform].capabilities, filter)
  const place = await readPlace(call, LIST.live, filter, pageInput)
  const shop = await openShop(services, store, budget)
  const answer = await shop.listProducts(filter, place, { fields, includeCustomer: false })
  const items = answer.items.filter((product) => matchesProduct(product, filter))
  return toListOutcome(call, LIST.live, filter, place, { ...answer, items })
}

/** A page of products; a walk goes on where it began, also when a sync completes on the way. */
export async function listFrom(
  source: ProductSource,
  call: ProductCall,
  filter: ProductFilter,
  pageInput: PageInput,
  fields: FieldSelection | null,
): Promise<Omit<Outcome, 'cut'>> {
  const { cursor } = pageInput
  const isLive =
    source === 'live' ||
    (source === undefined && cursor !== undefined && (await isCursorOf(call, LIST.live, filter, cursor)))
  if (isLive) return listLive(call, filter, pageInput, fields)
  const kept = await listCatalogue(call, filter, pageInput)
  if (kept !== null) return kept
  if (source === 'catalogue' || cursor !== undefined) throw notSynced()
  return listLive(call, filter, pageInput, fields)
}

/** One product. One that the catalogue lacks may be new: the shop is asked, unless the catalogue alone is wanted. */
export async function getFrom(
  source: ProductSource,
  call: ProductCall & { readonly input: { readonly id: string } },
  fields: FieldSelection | null,
  cut: ((data: unknown) => unknown) | undefined,
): Promise<Outcome> {
  const { id } = call.input
  if (source !== 'live') {
    const { syncedAt, product } = await findInCatalogue(catalogueOf(call), id)
    if (syncedAt !== null && product !== null)
      return { data: product, coverage: [], meta: metaOf(syncedAt), ...(cut ? { cut } : {}) }
    if (source === 'catalogue')
      throw syncedAt === null
        ? notSynced()
        : new AppError('not_found', 'The catalogue has no product with this id.')
  }
  const shop = await openShop(call.services, call.store, call.budget)
  return toSingleOutcome(call, await shop.getProduct(id, { fields, includeCustomer: false }), cut)
}

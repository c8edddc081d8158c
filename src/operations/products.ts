// Products: listed, found and read one by one, live from the shop.
import { z } from 'zod'
import { openShop } from '../access/stores.ts'
import { matchesProduct, type ProductFilter } from '../model/filter.ts'
import { PRODUCT_STATUSES, productSchema } from '../model/product.ts'
import { operation } from '../operation.ts'
import { assertSupported, defined } from './filters.ts'
import {
  fieldsInput,
  pageInput,
  readFields,
  readPlace,
  storeIdInput,
  toListOutcome,
  updatedAfterInput,
  wordList,
} from './list-input.ts'
import { toSingleOutcome } from './single.ts'

const booleanInput = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
  .optional()
const sourceInput = z
  .enum(['catalogue', 'live'])
  .optional()
  .describe(
    'Where the answer should come from; without a catalogue it is live. `meta.source` says which it was',
  )

export const listProducts = operation({
  name: 'products.list',
  summary: 'List products, or find them by text, SKU, state or stock.',
  route: { method: 'GET', function: 'webshop-data-api', path: '/products' },
  caller: 'api_key',
  resource: 'products',
  needs: ['products'],
  store: true,
  input: z.strictObject({
    store_id: storeIdInput,
    search: z.string().trim().min(1).max(200).optional().describe("The shop's own search"),
    sku: z.string().trim().min(1).max(128).optional().describe('Exact; also the SKU of a variant'),
    status: wordList(PRODUCT_STATUSES, 'Unified product status.'),
    in_stock: booleanInput,
    ...updatedAfterInput,
    source: sourceInput,
    ...pageInput,
    fields: fieldsInput(productSchema),
  }),
  data: z.array(productSchema),
  run: async (call) => {
    const { limit, page, cursor, fields: names, store_id: _store, source: _source, ...rest } = call.input
    const { services, store, budget } = call
    const filter: ProductFilter = defined(rest)
    assertSupported('products', services.platforms[store.platform].capabilities, filter)
    const place = await readPlace(call, 'products', filter, { limit, page, cursor })
    const { fields, cut } = readFields(names)
    const shop = await openShop(services, store, budget)
    const answer = await shop.listProducts(filter, place, { fields, includeCustomer: false })
    const items = answer.items.filter((product) => matchesProduct(product, filter))
    const outcome = await toListOutcome(call, 'products', filter, place, { ...answer, items })
    return { ...outcome, ...(cut ? { cut } : {}) }
  },
})

export const getProduct = operation({
  name: 'products.get',
  summary: 'Read one product.',
  route: { method: 'GET', function: 'webshop-data-api', path: '/products/{id}' },
  caller: 'api_key',
  resource: 'products',
  needs: ['products'],
  store: true,
  input: z.strictObject({
    store_id: storeIdInput,
    id: z.string().min(1).max(128),
    source: sourceInput,
    fields: fieldsInput(productSchema),
  }),
  data: productSchema,
  run: async (call) => {
    const { fields, cut } = readFields(call.input.fields)
    const shop = await openShop(call.services, call.store, call.budget)
    return toSingleOutcome(
      call,
      await shop.getProduct(call.input.id, { fields, includeCustomer: false }),
      cut,
    )
  },
})

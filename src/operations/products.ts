// Products: listed, found and read one by one, from the catalogue or live from the shop.
import { z } from 'zod'
import { assertStoreAllows } from '../access/guard.ts'
import { findStore } from '../access/stores.ts'
import { BRIEF_PRODUCT } from '../model/brief.ts'
import type { ProductFilter } from '../model/filter.ts'
import { decimalSchema } from '../model/money.ts'
import { PRODUCT_STATUSES, productSchema } from '../model/product.ts'
import { type Call, type Outcome, operation } from '../operation.ts'
import { defined } from './filters.ts'
import {
  detailInput,
  fieldsInput,
  pageInput,
  readFields,
  storeIdInput,
  updatedAfterInput,
  wordList,
} from './list-input.ts'
import { getFrom, listFrom } from './product-sources.ts'

const booleanInput = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
  .optional()
const priceInput = (which: string) =>
  decimalSchema
    .optional()
    .describe(
      `The price, or the range of the variants’ prices, reaches ${which}, e.g. 4990.00. Only the catalogue answers it`,
    )
const sourceInput = z
  .enum(['catalogue', 'live'])
  .optional()
  .describe(
    'Where the answer should come from: `live` asks the shop, `catalogue` reads what was synced, and answers 409 `conflict` while no sync of the store has completed. Without it the catalogue answers as soon as there is one. `meta.source` says which it was, `meta.synced_at` how old the catalogue is',
  )

const listInput = {
  search: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe(
      "In the catalogue: SKU, name, description, category, tag and brand, without accents and by beginnings of words, the best first; where nothing is found, past a typing mistake. Live: the shop's own search",
    ),
  sku: z.string().trim().min(1).max(128).optional().describe('Exact; also the SKU of a variant'),
  status: wordList(PRODUCT_STATUSES, 'Unified product status.'),
  in_stock: booleanInput,
  ...updatedAfterInput,
  price_min: priceInput('this or more, in the shop’s currency'),
  price_max: priceInput('this or less, in the shop’s currency'),
  source: sourceInput,
  ...pageInput,
  fields: fieldsInput(productSchema),
  detail: detailInput,
}

type ListCall = Call<z.infer<z.ZodObject<typeof listInput & { store_id: typeof storeIdInput }>>>

async function readList(call: ListCall): Promise<Outcome> {
  const { limit, page, cursor, fields: names, detail, store_id: _store, source, ...rest } = call.input
  const filter: ProductFilter = defined(rest)
  const { fields, cut } = readFields(names, detail, BRIEF_PRODUCT)
  const outcome = await listFrom(source, call, filter, { limit, page, cursor }, fields)
  return { ...outcome, ...(cut ? { cut } : {}) }
}

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
    ...listInput,
  }),
  data: z.array(productSchema),
  run: readList,
})

export const listOwnProducts = operation({
  name: 'products.own',
  summary: 'List or find the products of one of my stores, as its API keys do.',
  route: { method: 'GET', function: 'api', path: '/stores/{id}/products' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({ id: storeIdInput, ...listInput }),
  data: z.array(productSchema),
  run: async (call) => {
    const { id, ...input } = call.input
    const store = await findStore(call.services.database, call.caller.userId, id)
    assertStoreAllows(store, ['products'])
    return readList({ ...call, store, input: { ...input, store_id: id } })
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
    detail: detailInput,
  }),
  data: productSchema,
  run: async (call) => {
    const { fields, cut } = readFields(call.input.fields, call.input.detail, BRIEF_PRODUCT)
    return getFrom(call.input.source, call, fields, cut)
  },
})

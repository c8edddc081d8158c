// The tools that agents get: read-only views of the operations, small and in plain words.
import { z } from 'zod'
import { customerSchema } from '../model/customer.ts'
import { orderSchema } from '../model/order.ts'
import { productSchema } from '../model/product.ts'
import type { Operation } from '../operation.ts'
import { listReadableStores } from '../operations/key-stores.ts'
import { getOrder, listCustomerOrders } from '../operations/orders.ts'
import { getProduct, listProducts } from '../operations/products.ts'
import { cutSchema } from './cut-schema.ts'
import { FIELDS, fieldsFor, type Resource } from './fields.ts'
import { find } from './find.ts'
import { type Ask, type Found, filtersOf, storeOf, type Tool } from './tool.ts'

const storeId = z.uuid().optional().describe('The store, as get_shop lists it; not needed when there is one')
const detail = z.enum(['brief', 'full']).optional().describe('brief (default) is enough for most questions')
const limit = (max: number) => z.coerce.number().int().min(1).max(max).optional().describe(`1 to ${max}`)
const id = (what: string) =>
  z.string().min(1).max(128).describe(`The id of the ${what}, as another tool gave it`)
const phone = z.string().min(3).max(40).optional().describe('Any spelling')
const email = z.string().trim().min(3).max(254).optional()

const MODELS = { orders: orderSchema, customers: customerSchema, products: productSchema }

function shapeOf(resource: Resource): z.ZodType {
  return cutSchema(MODELS[resource], [...new Set([...FIELDS[resource].brief, ...FIELDS[resource].full])])
}

function foundOf(resource: Resource): z.ZodType {
  const shape = shapeOf(resource) as z.ZodObject
  return z.array(shape.extend({ store_id: z.uuid() }))
}

/** One call of an operation in the store that is named or the only one. */
async function askStore(
  ask: Ask,
  operation: Operation,
  resource: Resource,
  input: Readonly<Record<string, unknown>>,
): Promise<Found> {
  const store = await storeOf(ask, input['store_id'])
  const fields = fieldsFor(resource, input['detail']).join(',')
  const { body } = await ask(operation, { ...filtersOf(input), store_id: store, fields })
  return { data: body.data, coverage: body.meta['coverage'] }
}

const hasOne = (names: readonly string[]) => (input: Record<string, unknown>) =>
  names.some((name) => input[name] !== undefined)

const ORDER_KEYS = ['number', 'email', 'phone']
const PERSON_KEYS = ['email', 'phone']

const findOrder: Tool = {
  name: 'find_order',
  title: 'Find an order',
  description:
    'Find orders by order number, e-mail address or telephone number; all that are given must fit. A caller’s number alone does not prove who is calling: compare the order number or the e-mail address before giving anything away.',
  needs: ['orders'],
  input: z
    .strictObject({
      number: z.string().trim().min(1).max(64).optional().describe('The order number that people see'),
      email,
      phone,
      store_id: storeId,
      limit: limit(5),
      detail,
    })
    .refine(hasOne(ORDER_KEYS), { message: 'give one of number, email, phone', path: ['number'] }),
  data: foundOf('orders'),
  run: (ask, input) =>
    find(ask, 'orders', { ...input, limit: input['limit'] ?? 3 }, fieldsFor('orders', input['detail'])),
}

const findCustomer: Tool = {
  name: 'find_customer',
  title: 'Find a customer',
  description:
    'Find a customer by e-mail address or telephone number. Several people may share a number: ask which.',
  needs: ['customers'],
  input: z
    .strictObject({ email, phone, store_id: storeId, limit: limit(5), detail })
    .refine(hasOne(PERSON_KEYS), { message: 'give one of email, phone', path: ['email'] }),
  data: foundOf('customers'),
  run: (ask, input) =>
    find(ask, 'customers', { ...input, limit: input['limit'] ?? 3 }, fieldsFor('customers', input['detail'])),
}

/** All tools, in the order in which they are listed. */
export const TOOLS: readonly Tool[] = [
  findOrder,
  {
    name: 'get_order',
    title: 'Read an order',
    description: 'Read one order by its id: state, items, sums and parcels.',
    needs: ['orders'],
    input: z.strictObject({ id: id('order'), store_id: storeId, detail }),
    data: shapeOf('orders'),
    run: (ask, input) => askStore(ask, getOrder, 'orders', input),
  },
  {
    name: 'list_customer_orders',
    title: 'List a customer’s orders',
    description: 'List the newest orders of one customer by the customer’s id.',
    needs: ['customers', 'orders'],
    input: z.strictObject({ id: id('customer'), store_id: storeId, limit: limit(10), detail }),
    data: z.array(shapeOf('orders')),
    run: (ask, input) =>
      askStore(ask, listCustomerOrders, 'orders', { ...input, limit: input['limit'] ?? 5 }),
  },
  findCustomer,
  {
    name: 'search_products',
    title: 'Search products',
    description: 'Search products by words or by exact SKU, with price and stock.',
    needs: ['products'],
    input: z.strictObject({
      search: z.string().trim().min(1).max(200).optional(),
      sku: z.string().trim().min(1).max(128).optional(),
      in_stock: z.boolean().optional(),
      store_id: storeId,
      limit: limit(10),
      detail,
    }),
    data: z.array(shapeOf('products')),
    run: (ask, input) => askStore(ask, listProducts, 'products', { ...input, limit: input['limit'] ?? 5 }),
  },
  {
    name: 'get_product',
    title: 'Read a product',
    description: 'Read one product by its id: price, stock, variants and description.',
    needs: ['products'],
    input: z.strictObject({ id: id('product'), store_id: storeId, detail }),
    data: shapeOf('products'),
    run: (ask, input) => askStore(ask, getProduct, 'products', input),
  },
  {
    name: 'get_shop',
    title: 'List the shops',
    description:
      'List the shops that can be read: name, platform, what may be read, and by what one can search.',
    needs: [],
    input: z.strictObject({}),
    data: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        platform: z.string(),
        permissions: z.record(z.string(), z.boolean()),
        search_by: z.object({ customers: z.array(z.string()), orders: z.array(z.string()) }),
      }),
    ),
    run: async (ask) => ({ data: ((await ask(listReadableStores, {})).body.data as Shop[]).map(toShop) }),
  },
]

type Filters = { readonly filters: readonly string[] }
type Shop = {
  readonly id: string
  readonly name: string
  readonly platform: string
  readonly permissions: object
  readonly capabilities: { readonly customers: Filters; readonly orders: Filters }
}

function toShop({ id: shopId, name, platform, permissions, capabilities }: Shop) {
  const by = (filters: readonly string[], keys: readonly string[]) =>
    keys.filter((key) => filters.includes(key))
  return {
    id: shopId,
    name,
    platform,
    permissions,
    search_by: {
      customers: by(capabilities.customers.filters, PERSON_KEYS),
      orders: by(capabilities.orders.filters, ORDER_KEYS),
    },
  }
}

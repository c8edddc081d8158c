// The documents: a fixed set, valid in the real schema, free of what is deprecated, and cheap enough.
import {
  type FragmentDefinitionNode,
  Kind,
  NoDeprecatedCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { serveShop } from '../../../sandbox/shop.ts'
import { type CostModel, requestedCost } from '../../../sandbox/shopify/cost.ts'
import { adminSchema } from '../../../sandbox/shopify/schema.ts'
import { parseSearch, termsOf } from '../../../sandbox/shopify/search-syntax.ts'
import { createShopifyShop } from '../../../sandbox/shopify/shop.ts'
import { createWorld } from '../../../sandbox/world.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import * as bulk from './bulk-documents.ts'
import * as customers from './customer-documents.ts'
import { shopify } from './index.ts'
import * as lookups from './lookup-documents.ts'
import * as orders from './order-documents.ts'
import * as products from './product-documents.ts'
import { STREAM_SIZES } from './product-pages.ts'
import * as shopDocuments from './shop-documents.ts'
import * as streams from './stream-documents.ts'

const { bulkQuery, ...bulkDocuments } = bulk
const LIVE = Object.values({ ...customers, ...orders, ...products, ...lookups, ...shopDocuments })
const STREAMS = Object.values({ ...streams, ...bulkDocuments })
const DOCUMENTS = [...LIVE, ...STREAMS]
const nameOf = (text: string) => /(?:query|mutation) (\w+)/.exec(text)?.[1] ?? ''

/** Every switch on, and every list as long as the adapter ever asks for. */
function costOf(text: string, model: CostModel, first = 100, isList: boolean | object = true): number {
  const document = parse(text)
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  )
  if (!operation) throw new Error('no operation')
  const sizes =
    typeof isList === 'object'
      ? isList
      : isList
        ? { lineCount: 20, addressCount: 5, mediaCount: 10, collectionCount: 10, variantCount: 20 }
        : { lineCount: 100, addressCount: 100, mediaCount: 60, collectionCount: 50, variantCount: 100 }
  const switches = operation.variableDefinitions?.map((node) => [node.variable.name.value, true]) ?? []
  const fragments = document.definitions
    .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
    .map((node) => [node.name.value, node] as const)
  const variables = { ...Object.fromEntries(switches), ...sizes, first }
  return requestedCost(operation, { schema: adminSchema(), fragments: new Map(fragments), variables, model })
}

describe.each(DOCUMENTS.map((document) => [nameOf(document.text), document.text] as const))(
  '%s',
  (_, text) => {
    test('is valid, with nothing deprecated', () => {
      expect(validate(adminSchema(), parse(text), [...specifiedRules, NoDeprecatedCustomRule])).toEqual([])
    })
  },
)

describe('what they cost', () => {
  const isSingle = (name: string) => name.endsWith('ById')
  const costs = (model: CostModel, first: number) =>
    Object.fromEntries(
      LIVE.map(({ text }) => [nameOf(text), costOf(text, model, first, !isSingle(nameOf(text)))]),
    )

  test('with a hundred records is under a thousand points, by the model that was measured', () => {
    expect(costs('measured', 100)).toEqual({
      Customers: 84,
      CustomerById: 16,
      CustomerByEmail: 9,
      CustomerByPhone: 9,
      CustomerAddresses: 12,
      CustomerCursors: 12,
      Orders: 408,
      OrdersOfPhone: 408,
      OrderById: 69,
      OrderLines: 57,
      OrderCursors: 12,
      LookupByPhone: 416,
      LookupByEmail: 416,
      Products: 516,
      ProductById: 96,
      ProductVariants: 66,
      ProductCursors: 12,
      Shop: 5,
      Scopes: 2,
    })
  })

  test('is under a thousand by the worst rule too, but for whole pages of records', () => {
    const dear = Object.entries(costs('linear', 100)).filter(([, cost]) => cost >= 1000)
    const lists = ['Customers', 'Orders', 'OrdersOfPhone', 'Products']
    // A lookup reads ten orders at most, and three as a rule.
    expect(dear.map(([name]) => name)).toEqual([...lists, 'LookupByPhone', 'LookupByEmail'])
    // These are then read in smaller steps; see listing.ts.
    expect(Object.entries(costs('linear', 4)).filter(([, cost]) => cost >= 1000)).toEqual([])
  })
})

describe('streams', () => {
  test('cost under a thousand points a page, by the model that was measured', () => {
    const costs = STREAMS.map(({ text }) => [nameOf(text), costOf(text, 'measured', 50, STREAM_SIZES)])
    expect(Object.fromEntries(costs)).toEqual({
      ProductsFromId: 576,
      ProductsByChange: 576,
      ProductIds: 9,
      ProductCount: 1,
      BulkRun: 13,
      BulkLook: 1,
      ProductsOfIds: 82,
    })
  })

  test('the query of a bulk operation is valid, and says what it searches for as one string', () => {
    const document = parse(bulkQuery('id:>1 title:"a\\" b" \\'))
    expect(validate(adminSchema(), document)).toEqual([])
    // The one deprecated field: a variant's picture, which would be a third level of lists otherwise.
    const deprecated = validate(adminSchema(), document, [NoDeprecatedCustomRule])
    expect(deprecated.map(({ message }) => /ProductVariant\.image/.test(message))).toEqual([true])
  })
})

const NASTY = ['" OR email:* "', '\\" OR status:open', '*', "' OR 1:1", '{__typename}', '$query', '#1001" }']

test('whatever is asked, one of the fixed documents is sent, and values stay inside quotes', async () => {
  const program = createShopifyShop({ world: createWorld('shopify', { people: 5, products: 5, orders: 5 }) })
  const running = await serveShop(program)
  const setup = testContext({ origins: { shopifyApi: running.origin } })
  const shop = shopify.connect(program.permanentCredentials, setup.refresh())
  const page = { limit: 1, position: { page: 1 } }
  const all = { fields: null, includeCustomer: true }
  for (const value of NASTY) {
    program.drainTo(2000)
    await shop.listCustomers({ search: value, email: value, phone: value }, page, all)
    await shop.listCustomers({ email: value }, page, all)
    await shop.listOrders({ email: value, number: value, customer_id: value }, page, all)
    await shop.listOrders({ email: value, number: value, phone: value }, page, all)
    await shop.listProducts({ search: value, sku: value }, page, all)
  }
  await setup.close()
  await running.close()
  const sent = program.documents()
  expect(sent.length).toBeGreaterThan(NASTY.length * 3)
  const known = new Set(DOCUMENTS.map((document) => document.text))
  const fixed = new Set(['status', 'email', 'phone', 'name', 'sku', null])
  for (const { query: text, variables } of sent) {
    expect(known.has(text)).toBe(true)
    const search = (variables as { query?: string | null }).query
    for (const term of termsOf(parseSearch(search ?? ''))) {
      expect(fixed.has(term.field)).toBe(true)
      expect(term.quoted || term.value === 'active,draft,unlisted,archived').toBe(true)
    }
  }
})

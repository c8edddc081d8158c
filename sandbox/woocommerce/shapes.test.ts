// The sandbox has the same keys and the same kinds of values as what a real shop answered.
import { describe, expect, it } from 'vitest'
import recorded from './fixtures/recorded.json' with { type: 'json' }
import { createWooCommerceShop } from './shop.ts'
import { ask, askRaw, basic } from './testing.ts'

const shop = createWooCommerceShop({ tls: 'pretend', language: 'en' })
const { orders, products, users } = shop.cases

/** `{ a: 1, b: [{ c: 'x' }] }` → `['.a number', '.b array', '.b[].c string']`: every path with its kind. */
function shapeOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [`${path} array`, ...value.flatMap((item) => shapeOf(item, `${path}[]`))]
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, inner]) => shapeOf(inner, `${path}.${key}`))
  }
  return [`${path} ${value === null ? 'null' : typeof value}`]
}

const shapes = (...values: readonly unknown[]) =>
  [...new Set(values.flatMap((value) => shapeOf(value)))].sort()

/** Paths whose content is a plugin's or a site's own. */
const without = (shape: readonly string[], ignored: RegExp) => shape.filter((line) => !ignored.test(line))

describe('the sandbox answers in the shapes that were recorded', () => {
  it('orders, with a line of a variation, a fee, a shipping line, refunds', async () => {
    const real = shapes(recorded.order, recorded.orderVariation, recorded.orderRefund)
    const withVariation = shop.world.orders.find(
      ({ lines, person }) => lines.some((line) => line.variant) && person.id % 3,
    )
    const asked = await Promise.all(
      [
        orders.guestWithFee,
        orders.euroWithPickupPoint,
        orders.twoPartialRefunds,
        withVariation?.id,
        1002,
      ].map((id) => ask(shop, `/orders/${id}?dp=2`)),
    )
    const own = shapes(...asked.map(({ body }) => body))
    const ignored =
      /meta_data\[\]\.value|\.date_(paid|completed)|coupon_lines\[\]|image\.id|\.customer\[\]|meta_data array/
    expect(without(own, ignored)).toEqual(
      without(real, ignored)
        .concat(
          '.shipping_lines[].meta_data[].display_key string',
          '.shipping_lines[].meta_data[].display_value string',
          '.shipping_lines[].meta_data[].id number',
          '.shipping_lines[].meta_data[].key string',
        )
        .sort(),
    )
    expect(Object.keys(asked[0]?.record ?? {})).toEqual(Object.keys(recorded.order))
  })

  it('refunds', async () => {
    const { rows } = await ask(shop, `/orders/${orders.twoPartialRefunds}/refunds?dp=2`)
    const withLines = rows.find(({ line_items }) => Array.isArray(line_items) && line_items.length > 0)
    expect(Object.keys(withLines ?? {})).toEqual(Object.keys(recorded.refund))
    const ignored = /tax_lines|line_items\[\]\.(meta_data|image)/
    expect(without(shapes(withLines), ignored)).toEqual(without(shapes(recorded.refund), ignored))
  })

  it('customers', async () => {
    const { record, value } = await ask(shop, `/customers/${users.sharedPhoneFirst}`)
    expect(without(shapes(record), /meta_data/)).toEqual(without(shapes(recorded.customer), /meta_data/))
    expect(Object.keys(value('billing') ?? {})).toEqual(Object.keys(recorded.customer.billing))
  })

  it('products and variations', async () => {
    const simple = await ask(shop, `/products/${products.noPrice}`)
    const variable = await ask(shop, `/products/${products.oddVariations}`)
    const variation = await ask(shop, `/products/${products.oddVariations}/variations`)
    const keys = (value: object) => Object.keys(value).sort()
    expect(keys(simple.record)).toEqual(keys(recorded.product))
    expect(keys(variable.record)).toEqual(keys(recorded.variable))
    expect(keys(variation.rows[0] ?? {})).toEqual(keys(recorded.variation))
    const ignored =
      /meta_data|related_ids|date_on_sale|low_stock|stock_quantity|brands|sale_|variations|default_attr/
    const real = without(shapes(recorded.product, recorded.variable), ignored)
    const all = await ask(shop, '/products?per_page=100&status=publish')
    const own = without(shapes(simple.record, variable.record, all.rows.map((row) => row).at(-1)), ignored)
    expect(own.filter((line) => !real.includes(line))).toEqual([])
  })

  it('statuses, totals, settings, index', async () => {
    expect((await ask(shop, '/orders/statuses')).body).toEqual(recorded.statuses)
    const totals = await ask(shop, '/reports/orders/totals')
    expect(totals.rows.map(({ slug, name }) => ({ slug, name }))).toEqual(
      recorded.totals.map(({ slug, name }) => ({ slug, name })),
    )
    const settings = await ask(shop, '/settings/general?_fields=id,value')
    expect(shapes(settings.body)).toEqual(shapes(recorded.settings))
    const index = await askRaw(shop, '/wp-json/?_fields=namespaces,name,url,timezone_string,gmt_offset')
    expect(shapes(index.body)).toEqual(shapes(recorded.index))
    expect(JSON.stringify(index.body).length).toBeLessThan(500)
  })

  it('errors, to the word', async () => {
    const { errors } = recorded
    const keys = shop.keys
    const cases = [
      ['07-wrong-secret', '/orders?per_page=1', basic({ ...keys.read, consumer_secret: 'cs_wrong' }), 'GET'],
      ['10-no-auth', '/orders?per_page=1', {}, 'GET'],
      ['12-key-of-customer-user', '/orders?per_page=1', basic(keys.customer), 'GET'],
      ['13-read-only-key-writes', '/orders', basic(keys.read), 'POST'],
      ['15-per-page-101', '/orders?per_page=101', basic(keys.read), 'GET'],
      ['18-no-route', '/nincs', basic(keys.read), 'GET'],
      ['19-order-missing', '/orders/999999', basic(keys.read), 'GET'],
      ['20-product-missing', '/products/999999', basic(keys.read), 'GET'],
      ['21-customer-missing', '/customers/999999', basic(keys.read), 'GET'],
    ] as const
    for (const [name, path, headers, method] of cases) {
      const asked = await askRaw(shop, `/wp-json/wc/v3${path}`, headers, method)
      expect({ status: asked.status, body: asked.body }, name).toEqual(errors[name])
    }
  })
})

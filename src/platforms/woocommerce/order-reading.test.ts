// How an order is read: alone, cut to fields, without its buyer, with the shop's decimals.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningShop, serveShop } from '../../../sandbox/shop.ts'
import { createWooCommerceShop } from '../../../sandbox/woocommerce/shop.ts'
import { testContext } from '../../../test/support/shop-context.ts'
import { cutFields, selectFields } from '../../model/fields.ts'
import { orderSchema } from '../../model/order.ts'
import { woocommerce } from './index.ts'

const shop = createWooCommerceShop()
const { orders: cases } = shop.cases
const tools = testContext({ deadlineMs: 30_000 })
const ALL = { fields: null, includeCustomer: true }
const PAGE = { limit: 25, position: { page: 1 } }
let running: RunningShop
const open = () =>
  woocommerce.connect(
    { url: running.origin, ...shop.credentials, auth: 'oauth1', rest: `${running.origin}/wp-json` },
    tools.refresh(),
  )
const askedFields = () =>
  running.calls
    .list()
    .map((call) => new URL(call.slice(4), running.origin).searchParams.get('_fields')?.split(','))

beforeAll(async () => {
  running = await serveShop(shop)
  await open().getOrder('1001', ALL)
})
afterAll(async () => {
  await running.close()
  await tools.close()
})

describe('one order', () => {
  it('is the same as in the list, in one call', async () => {
    const list = await open().listOrders({}, PAGE, ALL)
    const listed = list.items.find(({ refunds }) => refunds.length === 0)
    running.calls.clear()
    const { item, coverage } = await open().getOrder(listed?.id ?? '', ALL)
    expect(running.calls.list()).toHaveLength(1)
    expect(item).toEqual(listed)
    expect(coverage).toEqual([])
  })

  it('with refunds tells when they were made, in a second call', async () => {
    running.calls.clear()
    const { item } = await open().getOrder(String(cases.twoPartialRefunds), ALL)
    expect(running.calls.list()).toHaveLength(2)
    expect(item.refunds).toEqual([
      {
        id: String(600_000 + cases.twoPartialRefunds * 10 + 1),
        amount: { amount: '56629.30', currency: 'HUF' },
        reason: 'Hibás termék',
        created_at: '2026-03-01T08:01:00Z',
      },
      {
        id: String(600_000 + cases.twoPartialRefunds * 10 + 2),
        amount: { amount: '100.00', currency: 'HUF' },
        reason: null,
        created_at: '2026-03-01T08:02:00Z',
      },
    ])
    expect(item.totals.refunded).toEqual({ amount: '56729.30', currency: 'HUF' })
    running.calls.clear()
    await open().getOrder(String(cases.twoPartialRefunds), { ...ALL, fields: selectFields(['totals']) })
    expect(running.calls.list()).toHaveLength(1)
  })

  it('parts that reach the total are a refund of all', async () => {
    const { item } = await open().getOrder(String(cases.refundedInParts), ALL)
    expect([item.status, item.payment_status]).toEqual(['completed', 'refunded'])
  })

  it('from the trash and a draft too', async () => {
    const status = async (id: number) => (await open().getOrder(String(id), ALL)).item.status
    expect([
      await status(cases.trashed),
      await status(cases.draftTwo),
      await status(cases.unregisteredStatus),
    ]).toEqual(['cancelled', 'pending', 'pending'])
  })

  it('that is none: a missing one, a refund, and what cannot be an id, without a call', async () => {
    const refund = String(600_000 + cases.twoPartialRefunds * 10 + 1)
    for (const id of ['999999', refund]) {
      await expect(open().getOrder(id, ALL)).rejects.toMatchObject({ code: 'not_found' })
    }
    running.calls.clear()
    for (const id of ['abc', '0', '-1', '1001/refunds', '1e3', '', '01001', '9'.repeat(30)]) {
      await expect(open().getOrder(id, ALL)).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(running.calls.list()).toEqual([])
  })

  it('without a buyer has none', async () => {
    const { item } = await open().getOrder(String(cases.noBuyerAtAll), ALL)
    expect([item.customer, item.billing_address, item.shipping_address]).toEqual([null, null, null])
    const { item: silent } = await open().getOrder(String(cases.noEmail), ALL)
    expect(silent.customer).toEqual({
      id: null,
      email: null,
      phone: null,
      phone_raw: null,
      name: 'Nincs Emil',
    })
  })

  it('tells parcels, and keeps meta without secrets and browsers', async () => {
    const order = shop.world.orders.find(({ trackingNumber, id }) => trackingNumber && id % 4 === 0)
    const { item } = await open().getOrder(String(order?.id), ALL)
    expect(item.fulfillments).toEqual([
      {
        status: null,
        carrier: order?.shipping.title.split(' ')[0],
        tracking_number: order?.trackingNumber,
        tracking_url: `https://example.com/kovetes/${order?.trackingNumber}`,
        shipped_at: order?.updatedAt.toISOString().replace(/\.\d+/, ''),
        delivered_at: null,
      },
    ])
    const { meta_data } = item.platform_specific as { meta_data: { key: string }[] }
    expect(meta_data.map(({ key }) => key)).toEqual([
      '_szamlaszam',
      ...(order?.person.taxNumber ? ['_billing_vat_number'] : []),
      '_wc_order_attribution_source_type',
    ])
    const { item: nested } = await open().getOrder(String(cases.nestedMeta), ALL)
    expect(nested.platform_specific).toMatchObject({
      meta_data: [
        { key: 'csomag', value: { suly: 1.5, dobozok: [{ a: 1 }, { a: 2 }] } },
        { key: 'megjegyzes_belso', value: 'ÁRVÍZTŰRŐ' },
        { key: 'megjegyzes_belso', value: 'másodszor is' },
        { key: 'darab', value: 3 },
      ],
    })
  })
})

describe('fields', () => {
  it.each([
    [['id'], 'id,number,status,date_created_gmt'],
    [['totals.total'], 'id,number,status,date_created_gmt,currency,total'],
    [['status'], 'id,number,status,date_created_gmt,date_completed_gmt,date_paid_gmt'],
    [['customer.email'], 'id,number,status,date_created_gmt,customer_id,billing'],
    [['line_items.sku', 'note'], 'id,number,status,date_created_gmt,line_items,currency,customer_note'],
  ])('%j asks for no more', async (names, expected) => {
    running.calls.clear()
    const page = await open().listOrders({}, PAGE, { ...ALL, fields: selectFields(names) })
    expect(askedFields()).toEqual([expected.split(',')])
    for (const order of page.items) expect(orderSchema.safeParse(order).success).toBe(true)
  })

  it('what was selected is the same as without a selection', async () => {
    const names = [
      'id',
      'number',
      'status',
      'payment_status',
      'totals.refunded',
      'customer',
      'line_items',
      'shipping_lines',
    ]
    const selection = selectFields(names)
    const whole = await open().listOrders({}, PAGE, ALL)
    const cut = await open().listOrders({}, PAGE, { ...ALL, fields: selection })
    expect(cut.items.map((order) => cutFields(order, selection))).toEqual(
      whole.items.map((order) => cutFields(order, selection)),
    )
  })

  it('what a filter compares is fetched all the same', async () => {
    running.calls.clear()
    const only = { ...ALL, fields: selectFields(['id']) }
    const page = await open().listOrders(
      { email: 'vendeg.vevo@example.hu', payment_status: ['unpaid'] },
      PAGE,
      only,
    )
    expect(page.items.map(({ id }) => id)).toEqual([String(cases.mixedCaseEmail)])
    expect(askedFields()[0]).toEqual(expect.arrayContaining(['billing', 'refunds', 'date_paid_gmt']))
  })
})

describe('with customers switched off', () => {
  const blind = { fields: null, includeCustomer: false }

  it('nothing of the buyer is asked for, and nothing is there', async () => {
    running.calls.clear()
    const page = await open().listOrders({}, { limit: 100, position: { page: 1 } }, blind)
    const { item } = await open().getOrder(String(cases.mixedCaseEmail), blind)
    const personal = [
      'billing',
      'shipping',
      'customer_id',
      'customer_note',
      'meta_data',
      'fee_lines',
      'transaction_id',
    ]
    for (const fields of askedFields()) expect(personal.filter((key) => fields?.includes(key))).toEqual([])
    for (const order of [...page.items, item]) {
      expect([order.customer, order.billing_address, order.shipping_address, order.note]).toEqual([
        null,
        null,
        null,
        null,
      ])
    }
    const text = JSON.stringify([page.items, item])
    const told = shop.world.people.filter(
      (person) => text.includes(person.email) || text.includes(person.phone.slice(-7)),
    )
    expect(told).toEqual([])
    expect(page.items.every(({ totals, line_items }) => totals.total && line_items.length > 0)).toBe(true)
  })

  it('filters on the buyer are refused', async () => {
    for (const filter of [{ email: 'a@b.hu' }, { phone: '+36301234567' }, { customer_id: '5' }]) {
      await expect(open().listOrders(filter, PAGE, blind)).rejects.toMatchObject({
        code: 'data_access_disabled',
      })
    }
  })

  it('status and number still work', async () => {
    expect((await open().listOrders({ number: '1477' }, PAGE, blind)).items.map(({ id }) => id)).toEqual([
      '1477',
    ])
    expect((await open().listOrders({ status: ['failed'] }, PAGE, blind)).items).toHaveLength(25)
  })
})

describe('money', () => {
  it.each([
    [0, '94335.61', '10000.00'],
    [2, '94335.61', '10000.00'],
    [4, '94335.6050', '10000.0000'],
  ])('a shop with %d decimals', async (decimals, subCent, thirds) => {
    const own = createWooCommerceShop({ customers: 2, orders: 2, products: 2, decimals })
    const served = await serveShop(own)
    const context = testContext()
    const shopOf = woocommerce.connect({ url: served.origin, ...own.credentials }, context.context)
    const read = async (id: number) => (await shopOf.getOrder(String(id), ALL)).item
    expect((await read(own.cases.orders.subCent)).totals.total?.amount).toBe(subCent)
    const { line_items, platform_specific, totals } = await read(own.cases.orders.thirds)
    expect(line_items[0]).toMatchObject({
      quantity: 3,
      total: { amount: thirds },
      unit_price: { amount: String(10_000 / 3) },
    })
    expect([platform_specific['prices_include_tax'], totals.prices_include_tax]).toEqual([true, false])
    await served.close()
    await context.close()
  })

  it('a coupon: lines before and after it, and its own amount', async () => {
    const order = shop.world.orders.find(
      ({ coupon, lines }) => coupon && lines.every(({ quantity }) => quantity === 1),
    )
    const { item } = await open().getOrder(String(order?.id), ALL)
    const gross = order?.lines.reduce((sum, line) => sum + line.netCents, 0) ?? 0
    expect(item.totals.subtotal?.amount).toBe((gross / 100).toFixed(2))
    expect(item.discounts.map(({ code }) => code)).toEqual([order?.coupon?.code.toLowerCase()])
    expect(Number(item.discounts[0]?.amount?.amount)).toBe(Number(item.totals.discount?.amount))
    expect(item.line_items.map((line) => line.unit_price?.amount)).toEqual(
      order?.lines.map(({ netCents }) => (netCents / 100).toFixed(2)),
    )
  })
})

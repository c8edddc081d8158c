// Orders behave as a real shop's did: filters, search, money, dates and pages.
import { describe, expect, it } from 'vitest'
import { grossCents } from '../world.ts'
import { createWooCommerceShop } from './shop.ts'
import { ask } from './testing.ts'

const shop = createWooCommerceShop({ tls: 'pretend', language: 'en' })
const { orders: cases } = shop.cases
const everything = shop.world.orders.length + Object.keys(cases).length
/** eltunt, trash, and two checkout drafts are in no list. */
const listed = everything - 4

const idsOf = async (path: string) => (await ask(shop, path)).rows.map(({ id }) => id)
const total = async (path: string) => Number((await ask(shop, path)).header('x-wp-total'))

describe('the list', () => {
  it('holds the whole world and the hard cases, newest first, and is the same in every run', async () => {
    expect(shop.world.people.length).toBeGreaterThanOrEqual(200)
    expect(shop.world.orders.length).toBeGreaterThanOrEqual(1000)
    expect(shop.world.products.length).toBeGreaterThanOrEqual(500)
    const first = await ask(shop, '/orders?per_page=100')
    const again = await ask(createWooCommerceShop({ tls: 'pretend', language: 'en' }), '/orders?per_page=100')
    expect(again.body).toEqual(first.body)
    const dates = first.rows.map((row) => String(row.date_created_gmt))
    expect(dates).toEqual([...dates].sort().reverse())
  })

  it('counts in headers, and says 0 past the end on HPOS but the truth on posts', async () => {
    const page = await ask(shop, '/orders?per_page=10')
    expect([page.header('x-wp-total'), page.header('x-wp-totalpages')]).toEqual([
      String(listed),
      String(Math.ceil(listed / 10)),
    ])
    const past = await ask(shop, '/orders?page=9999')
    expect([past.status, past.body, past.header('x-wp-total')]).toEqual([200, [], '0'])
    const legacy = createWooCommerceShop({ tls: 'pretend', legacyStorage: true })
    expect((await ask(legacy, '/orders?page=9999')).header('x-wp-total')).toBe(String(listed))
    expect((await ask(shop, '/products?page=9999')).header('x-wp-total')).not.toBe('0')
  })

  it('ignores what it does not know, refuses what it knows and cannot take', async () => {
    expect(await total('/orders?billing_email=eset@example.hu&number=17&modified=x')).toBe(listed)
    for (const query of [
      'per_page=0',
      'page=0',
      'status=wc-completed',
      'status=completed,foo',
      'after=2026-11-01',
      'orderby=total',
      'after=2026-11-01T00:00:00+02:00',
    ]) {
      const { status, code } = await ask(shop, `/orders?${query}`)
      expect([query, status, code]).toEqual([query, 400, 'rest_invalid_param'])
    }
  })

  it('links on without encoding + and #, which then break', async () => {
    const { header } = await ask(shop, '/orders?per_page=5&search=%2B36')
    expect(header('link')).toContain('search=+36&status%5B0%5D=any&dp=2&context=view&page=2>; rel="next"')
  })

  it('offset beats page, include keeps its order only when asked', async () => {
    const ids = await idsOf('/orders?per_page=6')
    expect(await idsOf('/orders?per_page=3&offset=3&page=7')).toEqual(ids.slice(3))
    expect(await idsOf('/orders?include=1001,1005,1003&orderby=include&order=asc')).toEqual([
      1001, 1005, 1003,
    ])
    expect(await idsOf('/orders?include=1001,1005,1003&exclude=1003')).toEqual([1005, 1001])
  })
})

describe('statuses', () => {
  it('any leaves out trash, drafts and those without a plugin; beside any, trash is nothing', async () => {
    expect(await total('/orders?status=any,trash')).toBe(listed)
    expect(await idsOf('/orders?status=trash')).toEqual([cases.trashed])
    expect(await idsOf(`/orders?include=${cases.trashed},${cases.unregisteredStatus}`)).toEqual([])
    expect((await ask(shop, `/orders/${cases.trashed}`)).value('status')).toBe('trash')
    expect((await ask(shop, `/orders/${cases.unregisteredStatus}`)).value('status')).toBe('eltunt')
  })

  it('custom ones work by slug', async () => {
    const { rows } = await ask(shop, '/orders?status=csomagolva&per_page=100')
    expect(rows.length).toBeGreaterThan(20)
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['csomagolva']))
  })
})

describe('dates', () => {
  it('two orders an hour apart have the same local time', async () => {
    const [first, second] = await Promise.all(
      [cases.firstDoubledHour, cases.secondDoubledHour].map((id) => ask(shop, `/orders/${id}`)),
    )
    expect([first?.value('date_created'), second?.value('date_created')]).toEqual([
      '2026-10-25T02:30:00',
      '2026-10-25T02:30:00',
    ])
    expect([first?.value('date_created_gmt'), second?.value('date_created_gmt')]).toEqual([
      '2026-10-25T00:30:00',
      '2026-10-25T01:30:00',
    ])
  })

  it('are strict, and mean what was seen in each form', async () => {
    const second = cases.secondDoubledHour
    const has = async (query: string) => (await idsOf(`/orders?per_page=100&${query}`)).includes(second)
    // Naive: local time, the second one of the doubled hour.
    expect(await has('after=2026-10-25T02:29:59&before=2026-10-25T02:30:01')).toBe(true)
    expect(await has('after=2026-10-25T02:30:00&before=2026-10-25T04:00:00')).toBe(false)
    expect(await idsOf('/orders?after=2026-10-25T02:29:59&before=2026-10-25T02:30:01')).toEqual([second])
    // With a zone, or naive UTC with the flag: right.
    expect(await has('after=2026-10-25T01:29:59Z&before=2026-10-25T01:30:01Z')).toBe(true)
    expect(await has('after=2026-10-25T01:29:59&before=2026-10-25T01:30:01&dates_are_gmt=true')).toBe(true)
    expect(await has('after=2026-10-25T03:29:59%2B02:00&before=2026-10-25T03:30:01%2B02:00')).toBe(true)
    // Both together: wrong by the shop's offset.
    expect(await has('after=2026-10-25T01:29:59Z&before=2026-10-25T01:30:01Z&dates_are_gmt=true')).toBe(false)
  })

  it('modified_after works for orders', async () => {
    const { rows } = await ask(
      shop,
      '/orders?modified_after=2026-11-18T00:00:00&dates_are_gmt=true&per_page=100',
    )
    expect(rows.length).toBeGreaterThan(3)
    expect(rows.every((row) => String(row.date_modified_gmt) > '2026-11-18T00:00:00')).toBe(true)
  })
})

describe('search', () => {
  const found = (term: string) => idsOf(`/orders?per_page=100&search=${encodeURIComponent(term)}`)

  it('is text: first name first, without accents, phone as typed', async () => {
    const [order] = shop.world.orders.filter(({ person }) => person.family === 'Horváth').slice(-1)
    expect(await total(`/orders?search=${order?.person.given} horvath`)).toBeGreaterThan(0)
    expect(await total(`/orders?search=horvath ${order?.person.given}`)).toBe(0)
    expect(await found('+36301234567')).toEqual(
      expect.arrayContaining([cases.sharedPhoneFirst, cases.sharedPhoneSecond]),
    )
    expect(await found('06 30 123 4567')).toEqual([cases.spacedPhone])
    expect(await found('301234567')).toContain(cases.phoneInAddress)
  })

  it('matches e-mail addresses without case, and longer ones that hold them', async () => {
    expect((await found('vendeg.vevo@example.hu')).sort()).toEqual(
      [cases.mixedCaseEmail, cases.prefixedEmail].sort(),
    )
  })

  it('looks at the names of all rows, so that some words are in every order', async () => {
    expect(await total('/orders?search=%25')).toBe(listed)
    expect(await total('/orders?search=')).toBe(listed)
    expect(await found('utánvét díja')).toEqual([cases.guestWithFee])
    expect(await total('/orders?search=SKU-0001')).toBe(0)
    expect(await total('/orders?search=SZ-2026')).toBe(0)
  })

  it('does not know the numbers of a plugin, nor transactions on posts', async () => {
    const numbered = createWooCommerceShop({ tls: 'pretend', numberingPlugin: true })
    expect((await ask(numbered, '/orders/1551')).value('number')).toBe('WEB-51551')
    expect((await ask(numbered, '/orders?search=WEB-51551')).body).toEqual([])
    expect((await ask(numbered, '/orders/51551')).status).toBe(404)
    const legacy = createWooCommerceShop({ tls: 'pretend', legacyStorage: true })
    expect(await total('/orders?search=BAR-')).toBeGreaterThan(0)
    expect((await ask(legacy, '/orders?search=BAR-')).header('x-wp-total')).toBe('0')
  })
})

describe('money', () => {
  it('is rounded to dp, half up; coupons and the price of one are not', async () => {
    const at = async (dp: number) => (await ask(shop, `/orders/${cases.subCent}?dp=${dp}`)).value('total')
    expect([await at(0), await at(2), await at(6), await at(3)]).toEqual([
      '94336',
      '94335.61',
      '94335.605000',
      '94335.605',
    ])
    const whole = createWooCommerceShop({ tls: 'pretend', decimals: 0 })
    expect((await ask(whole, `/orders/${cases.subCent}`)).value('total')).toBe('94336')
    expect((await ask(shop, `/orders/${cases.thirds}`)).value('line_items')).toMatchObject([
      { quantity: 3, price: 10_000 / 3, total: '10000.00' },
    ])
  })

  it('adds up to the world’s totals', async () => {
    const { rows } = await ask(shop, '/orders?per_page=100&dp=2&page=3')
    const world = new Map(shop.world.orders.map((order) => [order.id, order]))
    const known = rows.flatMap(({ id, total }) => {
      const order = world.get(Number(id))
      return order ? [[total, (grossCents(order) / 100).toFixed(2)]] : []
    })
    expect(known.length).toBeGreaterThan(50)
    for (const [own, expected] of known) expect(own).toBe(expected)
  })

  it('refunds are negative in the order, positive on their own', async () => {
    const order = await ask(shop, `/orders/${cases.twoPartialRefunds}?dp=2`)
    expect(order.value('refunds')).toMatchObject([{ total: '-56629.30' }, { total: '-100.00' }])
    expect([order.value('total'), order.value('status')]).toEqual(['84937.60', 'completed'])
    const refunds = await ask(shop, `/orders/${cases.twoPartialRefunds}/refunds?dp=2`)
    expect(refunds.rows.map(({ amount }) => amount)).toEqual(['100.00', '56629.30'])
    expect((await ask(shop, `/orders/${refunds.rows[0]?.id}`)).code).toBe(
      'woocommerce_rest_shop_order_invalid_id',
    )
  })
})

describe('_fields', () => {
  it('works on objects, and loses the key when it looks into a list', async () => {
    const { rows } = await ask(shop, '/orders?per_page=1&_fields=id,billing.email,line_items.total')
    expect(Object.keys(rows[0] ?? {})).toEqual(['id', 'billing'])
    expect(Object.keys(rows[0]?.billing ?? {})).toEqual(['email'])
    const single = await ask(shop, '/orders/1001?_fields=id')
    expect(Object.keys(single.record)).toEqual(['id', '_links'])
  })
})

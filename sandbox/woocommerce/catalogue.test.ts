// Customers and products behave as a real shop's did.
import { describe, expect, it } from 'vitest'
import { createWooCommerceShop } from './shop.ts'
import { ask } from './testing.ts'

const shop = createWooCommerceShop({ tls: 'pretend', language: 'en' })
const { users, products } = shop.cases
const idsOf = async (path: string) => (await ask(shop, path)).rows.map(({ id }) => id)

describe('customers', () => {
  it('are users with the role customer, unless all roles are asked for', async () => {
    const own = Number((await ask(shop, '/customers')).header('x-wp-total'))
    const all = Number((await ask(shop, '/customers?role=all')).header('x-wp-total'))
    expect([own, all]).toEqual([shop.world.people.length + 9, shop.world.people.length + 12])
    expect((await ask(shop, '/customers/1')).value('role')).toBe('administrator')
    expect(await idsOf('/customers?email=fanni@example.hu')).toEqual([])
    expect(await idsOf('/customers?email=FANNI@example.hu&role=all')).toEqual([users.subscriber])
  })

  it('are found by the account’s address and names alone', async () => {
    expect(await idsOf('/customers?email=pal%2Bbolt@example.hu')).toEqual([users.plusEmail])
    expect((await ask(shop, '/customers?email=pal+bolt@example.hu')).status).toBe(400)
    expect((await ask(shop, '/customers?email=nem-cim')).status).toBe(400)
    expect(await idsOf('/customers?search=301234567')).toEqual([])
    expect(await idsOf('/customers?email=szamla@example.com')).toEqual([])
    expect(await idsOf('/customers?search=kozos kata')).toEqual([users.sharedPhoneSecond])
    expect((await ask(shop, '/customers?modified_after=2030-01-01T00:00:00')).rows.length).toBe(10)
  })

  it('are sorted by name, or by registration', async () => {
    const { rows } = await ask(shop, '/customers?orderby=registered_date&order=desc&per_page=100')
    const dates = rows.map((row) => String(row.date_created_gmt))
    expect(dates).toEqual([...dates].sort().reverse())
    expect((await ask(shop, '/customers?orderby=modified')).status).toBe(400)
  })
})

describe('products', () => {
  it('the list holds drafts, and no trash and no variations', async () => {
    const all = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((page) => ask(shop, `/products?per_page=100&page=${page}`)),
    )
    const rows = all.flatMap((asked) => asked.rows)
    expect(new Set(rows.map(({ status }) => status))).toEqual(
      new Set(['publish', 'draft', 'private', 'pending', 'future']),
    )
    expect(new Set(rows.map(({ type }) => type))).toEqual(
      new Set(['simple', 'variable', 'grouped', 'external']),
    )
    const trash = await ask(shop, '/products?status=trash')
    expect(trash.rows.every(({ status }) => status === 'trash')).toBe(true)
    expect(trash.rows.length).toBeGreaterThan(0)
    expect((await ask(shop, '/products?include_status=draft,pending')).rows.length).toBeGreaterThan(1)
    expect((await ask(shop, '/products?type=variation')).status).toBe(400)
  })

  it('sku finds variations too, exactly and without case; search does not look at it', async () => {
    const [hit] = (await ask(shop, '/products?sku=fura-m')).rows
    expect([hit?.type, hit?.parent_id]).toEqual(['variation', products.oddVariations])
    expect(await idsOf('/products?sku=sku-0001,SKU-0002')).toEqual(expect.arrayContaining([1, 2]))
    expect(await idsOf('/products?search=SKU-0005')).toEqual([])
    expect(await idsOf('/products?search=SKU-0005&search_fields=name,sku')).toContain(5)
    expect(await idsOf('/products?search_sku=FURA')).toHaveLength(2)
    expect((await ask(shop, '/products?search=x&search_fields=price')).status).toBe(400)
  })

  it('a variation without a SKU shows its parent’s, and is not found by it', async () => {
    const { rows } = await ask(shop, `/products/${products.oddVariations}/variations`)
    const bare = rows.find(({ price, stock_quantity }) => price === '5000' && stock_quantity === 4)
    expect(bare?.sku).toBe(`ESET-${products.oddVariations}`)
    expect(await idsOf(`/products?sku=ESET-${products.oddVariations}`)).toEqual([products.oddVariations])
    expect(rows.map(({ manage_stock }) => manage_stock)).toContain('parent')
  })

  it('escapes names of categories, has prices as typed, and none as ""', async () => {
    const product = await ask(shop, `/products/${products.noPrice}`)
    expect(product.value('categories')).toMatchObject([{ name: 'Kábelek &amp; töltők' }])
    expect([product.value('price'), product.value('purchasable')]).toEqual(['', false])
    const { rows } = await ask(shop, '/products?per_page=100&type=simple&status=publish')
    expect(rows.every(({ price }) => /^(\d+(\.\d*[1-9])?)?$/.test(String(price)))).toBe(true)
  })

  it('lists all variations at once, but not in an older shop', async () => {
    const ofOne = (await ask(shop, `/products/${products.oddVariations}/variations`)).rows
    const ids = ofOne.map(({ id }) => id).join(',')
    expect((await ask(shop, `/variations?include=${ids}`)).rows.map(({ id }) => id).sort()).toEqual(
      ofOne.map(({ id }) => id).sort(),
    )
    const older = createWooCommerceShop({ tls: 'pretend', older: true })
    expect((await ask(older, '/variations')).code).toBe('rest_no_route')
    expect((await ask(older, '/orders/statuses')).code).toBe('rest_no_route')
    expect((await ask(older, '/reports/orders/totals')).status).toBe(200)
  })

  it('links and images follow the host that was asked', async () => {
    expect((await ask(shop, '/products/1')).value('permalink')).toContain('http://shop.example/')
  })
})

it('an empty shop is empty', async () => {
  const empty = createWooCommerceShop({
    tls: 'pretend',
    customers: 0,
    orders: 0,
    products: 0,
    hardCases: false,
  })
  for (const path of ['/orders', '/customers?role=all', '/products']) {
    const asked = await ask(empty, path)
    expect([asked.body, asked.header('x-wp-total')]).toEqual([[], '0'])
  }
})

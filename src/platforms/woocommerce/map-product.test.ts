// Recorded products as unified ones, whole.
import { describe, expect, it } from 'vitest'
import { productSchema, type UnifiedProduct } from '../../model/product.ts'
import escapedCategory from './fixtures/product-escaped-category.json' with { type: 'json' }
import external from './fixtures/product-external.json' with { type: 'json' }
import grouped from './fixtures/product-grouped.json' with { type: 'json' }
import simple from './fixtures/product-simple.json' with { type: 'json' }
import variable from './fixtures/product-variable.json' with { type: 'json' }
import variations from './fixtures/product-variations.json' with { type: 'json' }
import { toProduct } from './map-product.ts'
import { productWire, variationsWire, type WireVariation } from './wire-product.ts'

const huf = (amount: string) => ({ amount, currency: 'HUF' })
const map = (recorded: unknown, read: readonly WireVariation[] | null = null): UnifiedProduct =>
  productSchema.parse(toProduct(productWire.parse(recorded), { currency: 'HUF', variations: read }))
const image = (nth: number) => ({
  url: `https://shop.example/wp-content/uploads/2026/11/termek-${nth}.png`,
  alt: `Árvíztűrő kép ${nth}`,
})
const html = (name: string) =>
  `<p>Ez a <strong>${name}</strong> hosszú leírása. <em>Árvíztűrő tükörfúrógép</em> &amp; társai.</p>\n<ul>\n<li>Első</li>\n<li>Második &nbsp;pont</li>\n</ul>\n<p><script>alert('x')</script></p>\n`
const text = (name: string) =>
  `Ez a ${name} hosszú leírása. Árvíztűrő tükörfúrógép & társai.\n\n * Első\n * Második \u00a0pont`

const SPECIFIC = {
  on_sale: false,
  date_on_sale_from_gmt: null,
  date_on_sale_to_gmt: null,
  purchasable: true,
  featured: false,
  virtual: false,
  downloadable: false,
  catalog_visibility: 'visible',
  external_url: null,
  tax_status: 'taxable',
  tax_class: null,
  stock_status: 'instock',
  backorders: 'no',
  weight: null,
  dimensions: { length: '', width: '', height: '' },
  shipping_class: null,
  average_rating: '0.00',
  rating_count: 0,
  global_unique_id: null,
  grouped_products: [],
  status: 'publish',
  attributes: [],
  meta_data: [],
}

it('a simple product on sale', () => {
  const expected: UnifiedProduct = {
    id: '40',
    sku: 'SKU-0021',
    name: 'Prémium könyv #21',
    description: text('Prémium könyv #21'),
    description_html: html('Prémium könyv #21'),
    url: 'https://shop.example/product/premium-konyv-21/',
    status: 'active',
    type: 'simple',
    price: huf('48552'),
    compare_at_price: huf('60690'),
    price_range: { min: huf('48552'), max: huf('48552') },
    in_stock: true,
    stock_quantity: 141,
    images: [image(1)],
    categories: [
      { id: '28', name: 'Élelmiszer' },
      { id: '30', name: 'Teák' },
    ],
    tags: ['bio', 'kifutó'],
    brand: null,
    options: [],
    variants: [],
    created_at: '2025-06-18T11:00:00Z',
    updated_at: '2026-11-10T19:00:00Z',
    platform_specific: {
      ...SPECIFIC,
      slug: 'premium-konyv-21',
      on_sale: true,
      date_on_sale_from_gmt: '2026-11-01T00:00:00',
      date_on_sale_to_gmt: '2026-12-31T00:00:00',
      short_description: '<p>Rövid leírás: Prémium könyv #21</p>\n',
      weight: '4.9',
      dimensions: { length: '10', width: '20.5', height: '3' },
    },
  }
  expect(map(simple)).toEqual(expected)
})

it('a variable product with its variations', () => {
  const variant = (id: string, size: string, price: string, stock: number, nth: number) => ({
    id,
    sku: `SKU-0701-piros-${size}`,
    name: `Piros, ${size}`,
    price: huf(price),
    compare_at_price: null,
    in_stock: true,
    stock_quantity: stock,
    options: [
      { name: 'Szín', value: 'Piros' },
      { name: 'Méret', value: size },
    ],
    image: image(nth),
  })
  const expected: UnifiedProduct = {
    id: '720',
    sku: 'SKU-0701',
    name: 'Bőr fülhallgató #701',
    description: text('Bőr fülhallgató #701'),
    description_html: html('Bőr fülhallgató #701'),
    url: 'https://shop.example/product/bor-fulhallgato-701/',
    status: 'active',
    type: 'variable',
    price: huf('13290'),
    compare_at_price: null,
    price_range: { min: huf('13290'), max: huf('13790') },
    in_stock: true,
    stock_quantity: null,
    images: [image(3)],
    categories: [
      { id: '21', name: 'Elektronika' },
      { id: '23', name: 'Fülhallgatók' },
    ],
    tags: ['akció', 'kifutó'],
    brand: null,
    options: [
      { name: 'Szín', values: ['Fekete', 'Kék', 'Piros', 'Zöld'] },
      { name: 'Méret', values: ['S', 'M', 'L'] },
    ],
    variants: [variant('721', 'S', '13290', 16, 3), variant('722', 'M', '13790', 2, 2)],
    created_at: '2025-11-25T11:00:00Z',
    updated_at: '2026-11-12T11:00:00Z',
    platform_specific: {
      ...SPECIFIC,
      slug: 'bor-fulhallgato-701',
      short_description: '<p>Rövid leírás: Bőr fülhallgató #701</p>\n',
    },
  }
  expect(map(variable, variationsWire.parse(variations))).toEqual(expected)
})

describe('other kinds', () => {
  it('a variable product whose variations were not read has no range', () => {
    expect(map(variable)).toMatchObject({ price: huf('13290'), price_range: null, variants: [] })
  })

  it('a grouped product has its cheapest child’s price and no range', () => {
    expect(map(grouped)).toMatchObject({ type: 'grouped', price: huf('61190'), price_range: null })
    expect(map(grouped).platform_specific).toMatchObject({
      grouped_products: [21, 44],
      global_unique_id: '5990000000801',
    })
  })

  it('an external product says where it is sold', () => {
    expect(map(external)).toMatchObject({ type: 'external', price: huf('78890') })
    expect(map(external).platform_specific).toMatchObject({
      external_url: 'https://example.com/partner/821',
      purchasable: false,
    })
  })

  it('names of categories are not HTML', () => {
    expect(map(escapedCategory).categories).toEqual([
      { id: '21', name: 'Elektronika' },
      { id: '24', name: 'Kábelek & töltők' },
    ])
  })

  it.each([
    ['publish', 'active'],
    ['draft', 'draft'],
    ['pending', 'draft'],
    ['private', 'draft'],
    ['future', 'draft'],
    ['trash', 'archived'],
    ['a-word-of-a-plugin', 'archived'],
  ])('%s is %s', (status, expected) => {
    expect(map({ ...simple, status }).status).toBe(expected)
  })

  it.each([
    ['instock', true],
    ['onbackorder', true],
    ['outofstock', false],
  ])('%s: in stock %s', (stock_status, expected) => {
    expect(map({ ...simple, stock_status }).in_stock).toBe(expected)
  })

  it('without a price there is none', () => {
    expect(map({ ...simple, price: '', regular_price: '' })).toMatchObject({
      price: null,
      compare_at_price: null,
      price_range: null,
    })
  })
})

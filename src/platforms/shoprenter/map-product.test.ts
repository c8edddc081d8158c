// The recorded product as a whole unified object, and what the hard cases change in it.
import { describe, expect, test } from 'vitest'
import { productSchema } from '../../model/product.ts'
import recorded from './fixtures/product.json' with { type: 'json' }
import type { Languages } from './languages.ts'
import { type ProductReference, toProduct } from './map-product.ts'
import { productWire } from './wire-product.ts'

const HU = 'bGFuZ3VhZ2UtbGFuZ3VhZ2VfaWQ9MQ=='
const EN = 'bGFuZ3VhZ2UtbGFuZ3VhZ2VfaWQ9Mg=='
const codes = new Map([
  [HU, 'hu'],
  [EN, 'en'],
])
const languages: Languages = {
  codeOf: (id) => codes.get(id ?? '') ?? null,
  pick: (texts) => texts.find(({ language }) => language === HU) ?? texts[0] ?? null,
}
const reference: ProductReference = {
  zone: 'Europe/Budapest',
  currency: 'HUF',
  shop: 'tesztbolt',
  home: 'https://www.tesztbolt.hu',
  languages,
  categories: new Map([['Y2F0ZWdvcnktY2F0ZWdvcnlfaWQ9NTM=', { id: '53', name: 'Bögrék & csészék' }]]),
  manufacturers: new Map([['bWFudWZhY3R1cmVyLW1hbnVmYWN0dXJlcl9pZD0x', 'Fazekas Műhely']]),
  taxRates: new Map([['dGF4Q2xhc3MtdGF4X2NsYXNzX2lkPTEw', '27.0000']]),
}
const huf = (amount: string) => ({ amount, currency: 'HUF' })

const wireOf = (change: Record<string, unknown> = {}) => productWire.parse({ ...recorded, ...change })
const productOf = (change: Record<string, unknown> = {}) =>
  productSchema.parse(toProduct(wireOf(change), [], reference))

const IMAGES = 'https://tesztbolt.cdn.shoprenter.hu/custom/tesztbolt/image/cache/w460h460wt1/product'

test('the recorded product', () => {
  expect(productOf()).toEqual({
    id: '2108',
    sku: 'BOGRE-01-KEK',
    name: 'Kerámia bögre, kék',
    description: 'Kerámia bögre, kék, 3 dl.',
    description_html: '<p>Kerámia bögre, kék, 3 dl.</p>',
    url: 'https://www.tesztbolt.hu/keramia-bogre-kek',
    status: 'active',
    type: null,
    price: huf('2540'),
    compare_at_price: null,
    price_range: { min: huf('2540'), max: huf('2540') },
    in_stock: true,
    stock_quantity: 15,
    images: [
      { url: `${IMAGES}/bogre-kek.jpg?lastmod=1.2`, alt: 'Kék bögre' },
      { url: `${IMAGES}/bogre-kek-2.jpg?lastmod=1.2`, alt: null },
    ],
    categories: [{ id: '53', name: 'Bögrék & csészék' }],
    tags: [],
    brand: 'Fazekas Műhely',
    options: [],
    variants: [],
    created_at: '2026-01-10T07:00:00Z',
    updated_at: '2026-02-01T11:30:00Z',
    platform_specific: {
      id: 'cHJvZHVjdC1wcm9kdWN0X2lkPTIxMDg=',
      parentProduct: '2107',
      modelNumber: null,
      gtin: '5990000000012',
      orderable: true,
      shipped: true,
      freeShipping: false,
      minimalOrderNumber: '1',
      maximalOrderNumber: '0',
      width: '0.00',
      height: '0.00',
      length: '0.00',
      weight: '0.40',
      shortDescription: 'Kerámia bögre, kék.',
      parameters: null,
      measurementUnit: 'db',
      packagingUnit: null,
      productPrices: {
        net: '2000',
        netOriginal: '2000',
        netSpecial: null,
        gross: '2540',
        grossOriginal: '2540',
        grossSpecial: null,
      },
      productSpecials: [],
      productAttributeExtend: [{ type: 'LIST', name: 'szin', value: 'kék' }],
      names: { hu: 'Kerámia bögre, kék', en: 'Ceramic mug, blue' },
    },
  })
})

test('what it cost the shop and what single groups pay is nowhere', () => {
  const said = JSON.stringify([productOf(), wireOf()])
  expect(said).not.toContain('900.0000')
  expect(JSON.stringify(productOf())).not.toContain('2286')
  expect(JSON.stringify(productOf())).not.toContain('1800')
})

describe('a price', () => {
  const [group, other] = recorded.productPrices

  test('that is lowered says what it was', () => {
    const productPrices = [{ ...group, grossSpecial: '2032', netSpecial: '1600' }, other]
    expect(productOf({ productPrices })).toMatchObject({ price: huf('2032'), compare_at_price: huf('2540') })
  })

  test('is never that of a group alone', () => {
    const product = productOf({ productPrices: [other] })
    expect(product.price).toEqual(huf('2540'))
    expect(product.platform_specific).toMatchObject({ productPrices: null })
  })

  test('of old data is computed exactly from net, multiplier and tax', () => {
    const product = productOf({ productPrices: [], price: '1999.9900', multiplier: '1.1000' })
    expect(product.price).toEqual(huf('2793.98603'))
    expect(product.compare_at_price).toBeNull()
    expect(productOf({ productPrices: [], taxClass: {} }).price).toBeNull()
  })
})

describe('stock', () => {
  test('is the sum of four', () => {
    expect(productOf({ stock1: '0', stock2: '0', stock3: '2', stock4: '1.5' })).toMatchObject({
      stock_quantity: 3.5,
      in_stock: true,
    })
    expect(productOf({ stock1: '0', stock2: '0' })).toMatchObject({ stock_quantity: 0, in_stock: false })
  })

  test('that is not counted is null, and in stock', () => {
    expect(productOf({ subtractStock: '0', stock1: '0' })).toMatchObject({
      stock_quantity: null,
      in_stock: true,
    })
  })
})

test.each([
  ['1', 'active'],
  ['0', 'draft'],
  ['2', 'archived'],
  ['7', 'archived'],
])('status %s is %s', (status, unified) => {
  expect(productOf({ status }).status).toBe(unified)
})

describe('a product', () => {
  test('that is its own parent, or has none, has none', () => {
    const self = { href: 'http://x/products/cHJvZHVjdC1wcm9kdWN0X2lkPTIxMDg=' }
    for (const parentProduct of [self, '', null, [], {}]) {
      expect(productOf({ parentProduct }).platform_specific).toMatchObject({ parentProduct: null })
    }
  })

  test('has its kinds as variants, and what tells them apart as options', () => {
    const kind = (number: number, colour: string, gross: string, images: unknown) =>
      wireOf({
        id: btoa(`product-product_id=${number}`),
        innerId: String(number),
        sku: `BOGRE-${number}`,
        productPrices: [
          { customerGroup: { default: true }, gross, grossOriginal: gross, currencyCode: 'HUF' },
        ],
        productAttributeExtend: [
          {
            type: 'LIST',
            name: 'szin',
            value: [{ value: colour, language: { href: `http://x/languages/${HU}` } }],
          },
          { type: 'TEXT', name: 'anyag', value: [{ value: 'kerámia' }] },
          { type: 'FLOAT', name: 'súly', value: { value: 1.5 } },
        ],
        allImages: images,
      })
    const children = [
      kind(2108, 'kék', '2540', { mainImage: 'https://x/kek.jpg' }),
      kind(2109, 'piros', '1999', []),
    ]
    const product = productSchema.parse(toProduct(wireOf({ parentProduct: [] }), children, reference))
    expect(product.options).toEqual([{ name: 'szin', values: ['kék', 'piros'] }])
    expect(product.price_range).toEqual({ min: huf('1999'), max: huf('2540') })
    expect(product.variants).toEqual([
      {
        id: '2108',
        sku: 'BOGRE-2108',
        name: 'Kerámia bögre, kék',
        price: huf('2540'),
        compare_at_price: null,
        in_stock: true,
        stock_quantity: 15,
        options: [{ name: 'szin', value: 'kék' }],
        image: { url: 'https://x/kek.jpg', alt: 'Kék bögre' },
      },
      {
        id: '2109',
        sku: 'BOGRE-2109',
        name: 'Kerámia bögre, kék',
        price: huf('1999'),
        compare_at_price: null,
        in_stock: true,
        stock_quantity: 15,
        options: [{ name: 'szin', value: 'piros' }],
        image: null,
      },
    ])
  })

  test('in a list names its maker by a link', () => {
    const manufacturer = { href: 'http://x/manufacturers/bWFudWZhY3R1cmVyLW1hbnVmYWN0dXJlcl9pZD0x' }
    expect(productOf({ manufacturer }).brand).toBe('Fazekas Műhely')
    expect(productOf({ manufacturer: [] }).brand).toBeNull()
  })

  test('without images, tags, alias or texts has none', () => {
    for (const empty of ['', null, [], {}]) {
      const change = { allImages: empty, productTags: empty, urlAliases: empty, productDescriptions: empty }
      expect(productOf(change)).toMatchObject({
        name: null,
        description: null,
        description_html: null,
        images: [],
        tags: [],
        url: 'https://tesztbolt.shoprenter.hu/index.php?route=product/product&product_id=2108',
      })
    }
  })

  test('has tags in the shop’s language, and specials for all but not for a group', () => {
    const special = { price: '1500.0000', dateFrom: '0000-00-00 00:00:00', dateTo: '2026-12-31 23:59:59' }
    const product = productOf({
      productTags: [
        { tags: 'akció, újdonság,', language: { href: `http://x/languages/${HU}` } },
        { tags: 'sale', language: { href: `http://x/languages/${EN}` } },
      ],
      productSpecials: [
        { ...special, customerGroup: [] },
        { ...special, price: '1200.0000', customerGroup: { href: 'http://x/customerGroups/abc' } },
      ],
    })
    expect(product.tags).toEqual(['akció', 'újdonság'])
    expect(product.platform_specific).toMatchObject({
      productSpecials: [{ ...special, minQuantity: null, maxQuantity: null }],
    })
  })

  test('has descriptions decoded where they came coded as a whole, and only there', () => {
    const [description] = recorded.productDescriptions
    const htmlOf = (text: string) =>
      productOf({ productDescriptions: [{ ...description, description: text }] })
    const coded = htmlOf(
      '&lt;h2&gt;Bögre&lt;/h2&gt;&lt;p&gt;3 &amp;amp; 5 dl&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;',
    )
    expect(coded.description_html).toBe('<h2>Bögre</h2><p>3 &amp; 5 dl</p><script>x()</script>')
    expect(coded.description).toBe('Bögre\n\n3 & 5 dl')
    const plain = htmlOf('<p>a &lt;b&gt; c</p>')
    expect(plain.description_html).toBe('<p>a &lt;b&gt; c</p>')
    expect(plain.description).toBe('a <b> c')
  })
})

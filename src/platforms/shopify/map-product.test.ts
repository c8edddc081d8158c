// Products as Shopify sends them, against whole unified products written out by hand.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type UnifiedProduct, productSchema as unifiedSchema } from '../../model/product.ts'
import { toProduct } from './map-product.ts'
import { productSchema, type WireProduct } from './product-wire.ts'

const fixture = (name: string): WireProduct =>
  productSchema.parse(JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8')))
const huf = (amount: string) => ({ amount, currency: 'HUF' })
const FILES = 'https://cdn.shopify.com/s/files/1/0000/0001/files'

const PRODUCT: UnifiedProduct = {
  id: '8000000000018',
  sku: null,
  name: 'Összecsukható társasjáték 2026',
  description: 'Összecsukható társasjáték , 5 év garanciával. Tömeg: 2.9 kg',
  description_html:
    '<p>Összecsukható <strong>társasjáték</strong>, 5 év garanciával.</p><ul><li>Tömeg: 2.9 kg</li></ul>',
  url: 'https://sandbox.example/products/osszecsukhato-tarsasjatek-2026',
  status: 'active',
  type: 'Sport',
  price: huf('17907.0'),
  compare_at_price: huf('19900.00'),
  price_range: { min: huf('17907.0'), max: huf('18161.0') },
  in_stock: true,
  stock_quantity: 11,
  images: [
    { url: `${FILES}/sku-0018-0.jpg?v=1`, alt: 'Összecsukható társasjáték 2026' },
    { url: `${FILES}/sku-0018-1.jpg?v=1`, alt: null },
  ],
  categories: [{ id: '280503213', name: 'Sport' }],
  tags: ['kiemelt', 'újdonság'],
  brand: 'Kék Madár',
  options: [
    { name: 'Szín', values: ['Piros'] },
    { name: 'Méret', values: ['S', 'M', 'L'] },
  ],
  variants: [
    {
      id: '44000000100180',
      sku: 'SKU-0018-11',
      name: 'Piros / S',
      price: huf('17907.00'),
      compare_at_price: huf('19900.00'),
      in_stock: true,
      stock_quantity: 12,
      options: [
        { name: 'Szín', value: 'Piros' },
        { name: 'Méret', value: 'S' },
      ],
      image: { url: `${FILES}/piros-s.jpg`, alt: 'Piros, S' },
    },
    {
      id: '44000000100181',
      sku: 'SKU-0018-12',
      name: 'Piros / M',
      price: huf('18034.00'),
      compare_at_price: null,
      in_stock: false,
      stock_quantity: -1,
      options: [
        { name: 'Szín', value: 'Piros' },
        { name: 'Méret', value: 'M' },
      ],
      image: null,
    },
  ],
  created_at: '2026-10-16T12:00:00Z',
  updated_at: '2026-10-30T08:02:03Z',
  platform_specific: {
    handle: 'osszecsukhato-tarsasjatek-2026',
    status: 'ACTIVE',
    publishedAt: '2026-10-16T12:00:00Z',
    isGiftCard: false,
    category: {
      id: 'gid://shopify/TaxonomyCategory/tg-5-8',
      fullName: 'Toys & Games > Games > Board Games',
    },
    tracksInventory: true,
    totalInventory: 11,
    hasOnlyDefaultVariant: false,
    defaultVariantId: null,
    variants: [
      { id: '44000000100180', barcode: '5990000000017', inventoryPolicy: 'DENY', taxable: true },
      { id: '44000000100181', barcode: null, inventoryPolicy: 'DENY', taxable: true },
    ],
  },
}

const SIMPLE: UnifiedProduct = {
  id: '8000000000003',
  sku: 'SKU-0003',
  name: 'Tűzpiros teáskanna 2026',
  description: null,
  description_html: null,
  url: null,
  status: 'draft',
  type: null,
  price: huf('18923.42'),
  compare_at_price: huf('25019.42'),
  price_range: { min: huf('18923.42'), max: huf('18923.42') },
  in_stock: true,
  stock_quantity: null,
  images: [],
  categories: [],
  tags: [],
  brand: null,
  options: [],
  variants: [],
  created_at: '2025-08-07T12:00:00Z',
  updated_at: '2025-08-10T22:15:09Z',
  platform_specific: {
    handle: 'tuzpiros-teaskanna-2026',
    status: 'UNLISTED',
    publishedAt: null,
    isGiftCard: false,
    category: null,
    tracksInventory: false,
    totalInventory: 0,
    hasOnlyDefaultVariant: true,
    defaultVariantId: '44000000000003',
    variants: [{ id: '44000000000003', barcode: null, inventoryPolicy: 'DENY', taxable: true }],
  },
}

test.each([
  ['product', PRODUCT],
  ['product-simple', SIMPLE],
] as const)('a whole %s', (name, expected) => {
  const product = toProduct(fixture(name))
  expect(product).toEqual(expected)
  expect(unifiedSchema.parse(product)).toEqual(product)
})

test('whether it is in stock is unknown while variants are missing, unless one of those here is', () => {
  const wire = fixture('product')
  const soldOut = (wire.variants?.nodes ?? []).map((variant) => ({ ...variant, availableForSale: false }))
  const of = (nodes: typeof soldOut, hasNextPage: boolean) =>
    toProduct({ ...wire, variants: { nodes, pageInfo: { hasNextPage, endCursor: 'x' } } }).in_stock
  expect(of(soldOut, true)).toBeNull()
  expect(of(soldOut, false)).toBe(false)
  expect(of(wire.variants?.nodes ?? [], true)).toBe(true)
})

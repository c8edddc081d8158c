// Products for tests: complete, with what a test does not say filled in.
import type { UnifiedProduct } from '../../src/model/product.ts'

/** A product with this id; everything else as given, or empty. */
export function testProduct(given: Partial<UnifiedProduct> & { id: string }): UnifiedProduct {
  return {
    sku: null,
    name: `Product ${given.id}`,
    description: null,
    description_html: null,
    url: null,
    status: 'active',
    type: null,
    price: null,
    compare_at_price: null,
    price_range: null,
    in_stock: null,
    stock_quantity: null,
    images: [],
    categories: [],
    tags: [],
    brand: null,
    options: [],
    variants: [],
    created_at: null,
    updated_at: null,
    platform_specific: {},
    ...given,
  }
}

const variant = (id: string, sku: string, name: string) => ({
  id,
  sku,
  name,
  price: null,
  compare_at_price: null,
  in_stock: null,
  stock_quantity: null,
  options: [],
  image: null,
})
/** So many forints. */
export const huf = (amount: string) => ({ amount, currency: 'HUF' })

/** A small shop, oldest first, with what makes searching hard. */
export const SHOP_PRODUCTS: readonly UnifiedProduct[] = [
  {
    id: 'shirt',
    sku: 'PL-001',
    name: 'Piros póló',
    description: 'Pamut, kényelmes.',
    in_stock: true,
    price: huf('4990'),
  },
  {
    id: 'shirts',
    sku: 'PL-002',
    name: 'Pólók és ingek',
    description: 'Vegyes csomag',
    in_stock: false,
    price: huf('12990.00'),
  },
  {
    id: 'shoe',
    sku: 'CP-43',
    name: 'Futócipő',
    brand: 'Ádám & Éva',
    tags: ['akció'],
    price: huf('29990'),
    in_stock: true,
  },
  {
    id: 'ring',
    sku: 'GY-9',
    name: 'Őrző gyűrű',
    categories: [{ id: '3', name: 'Ékszerek' }],
    status: 'draft' as const,
  },
  {
    id: 'mug',
    sku: 'MUG',
    name: 'Coffee mug',
    description: 'A red mug for the kitchen',
    updated_at: '2026-11-20T10:00:00.000Z',
  },
  {
    id: 'set',
    sku: null,
    name: 'Ajándékcsomag',
    description: 'PL-001 mellé',
    variants: [variant('v1', 'SET/A 1', 'Bordó'), variant('v2', 'SET/A 2', 'Zöld')],
  },
  { id: 'stop', sku: "O'Neil\\1", name: 'A és az', status: 'archived' as const },
  { id: 'emoji', sku: '😀', name: '★★★' },
].map((given, index) => testProduct({ created_at: `2026-01-0${index + 1}T00:00:00.000Z`, ...given }))

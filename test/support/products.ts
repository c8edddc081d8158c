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

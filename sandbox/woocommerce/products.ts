// The world's products as the shop has them.
import type { World, WorldProduct, WorldVariant } from '../world.ts'
import { MICRO_PER_CENT, typedAmount } from './amount.ts'
import { type ProductCases, storeProductCases } from './product-cases.ts'
import type { StockStatus, StoredProduct, StoredVariation } from './stored.ts'
import { createTerms, slugOf, type Terms } from './terms.ts'

const NOT_ACTIVE = ['draft', 'private', 'pending', 'future'] as const
const typed = (cents: number) => typedAmount(cents * MICRO_PER_CENT)

function storeVariation(product: WorldProduct, variant: WorldVariant): StoredVariation {
  return {
    id: variant.id,
    parentId: product.id,
    sku: variant.sku,
    price: typed(variant.netCents),
    regularPrice: typed(variant.netCents),
    stock: variant.stock,
    managesStock: true,
    stockStatus: variant.stock > 0 ? 'instock' : 'outofstock',
    attributes: Object.entries(variant.options).map(([name, option]) => ({
      id: name === 'Szín' ? 1 : 0,
      name,
      slug: name === 'Szín' ? 'pa_szin' : slugOf(name),
      option,
    })),
    image: product.id % 2 === 0 ? 10 + (variant.id % 9) : null,
    createdAt: product.createdAt,
    modifiedAt: product.updatedAt,
  }
}

function attributesOf(product: WorldProduct) {
  const names = [...new Set(product.variants.flatMap((variant) => Object.keys(variant.options)))]
  return names.map((name) => ({
    id: name === 'Szín' ? 1 : 0,
    name,
    slug: name === 'Szín' ? 'pa_szin' : name,
    options: [...new Set(product.variants.map((variant) => variant.options[name] ?? ''))],
  }))
}

function lowest(prices: readonly string[]): string {
  return [...prices].sort((a, b) => Number(a) - Number(b))[0] ?? ''
}

function stockStatusOf(product: WorldProduct): StockStatus {
  const stocks =
    product.variants.length > 0 ? product.variants.map((variant) => variant.stock) : [product.stock]
  return stocks.some((stock) => stock === null || stock > 0) ? 'instock' : 'outofstock'
}

function storeProduct(product: WorldProduct, terms: Terms): StoredProduct {
  const variable = product.variants.length > 0
  const variations = product.variants.map((variant) => storeVariation(product, variant))
  const onSale = product.wasNetCents !== null && !variable
  const inactive = product.status === 'draft' ? (NOT_ACTIVE[product.id % 4] ?? 'draft') : 'publish'
  return {
    id: product.id,
    type: variable ? 'variable' : 'simple',
    status: product.status === 'archived' ? 'trash' : inactive,
    name: product.name,
    slug: `${slugOf(product.name)}-${product.id}`,
    sku: product.sku,
    description: `${product.html}\n`,
    shortDescription: `<p>Röviden: ${product.name} &amp; társai</p>\n`,
    price: variable ? lowest(variations.map((row) => row.price)) : typed(product.netCents),
    regularPrice: variable ? '' : typed(product.wasNetCents ?? product.netCents),
    salePrice: onSale ? typed(product.netCents) : '',
    purchasable: true,
    virtual: false,
    externalUrl: '',
    stock: variable ? null : product.stock,
    stockStatus: stockStatusOf(product),
    categories: product.categories.map(terms.category),
    tags: product.tags.map(terms.tag),
    brand: terms.brand(product.brand),
    images: product.id % 3 === 0 ? [] : [10 + (product.id % 9), 10, 10 + (product.id % 9)],
    attributes: attributesOf(product),
    variations,
    grouped: [],
    gtin: product.id % 2 === 0 ? `599${String(product.id).padStart(10, '0')}` : '',
    createdAt: product.createdAt,
    modifiedAt: product.updatedAt,
  }
}

const CATALOGUE_TERMS: Terms = { category: createTerms(16), tag: createTerms(34), brand: createTerms(60) }

/** One product of a catalogue that is made up as it is looked at. */
export function catalogueProduct(product: WorldProduct): StoredProduct {
  return storeProduct(product, CATALOGUE_TERMS)
}

/** All products; the hard cases have the ids after the world's. */
export function storeProducts(
  world: World,
  hardCases: boolean,
): { products: StoredProduct[]; cases: ProductCases } {
  const terms: Terms = { category: createTerms(16), tag: createTerms(34), brand: createTerms(60) }
  const products = world.products.map((product) => storeProduct(product, terms))
  const made = storeProductCases(world.products.length + 1, terms)
  return { products: hardCases ? [...products, ...made.products] : products, cases: made.cases }
}

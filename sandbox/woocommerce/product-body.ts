// A product and its variations as wc/v3 writes them.
import {
  ALLOW,
  ALWAYS,
  dates,
  permalinkOf,
  priceHtml,
  productImage,
  saleDates,
  stockOf,
  variationImage,
} from './product-parts.ts'
import type { ProductRow } from './product-query.ts'
import type { StoredProduct, StoredVariation } from './stored.ts'

/** How a product is sent, rated and linked. */
function handlingOf(product: StoredProduct) {
  const measured = product.type === 'simple' && product.id % 2 === 0
  return {
    sold_individually: false,
    weight: measured ? '4.9' : '',
    dimensions: measured
      ? { length: '10', width: '20.5', height: '3' }
      : { length: '', width: '', height: '' },
    shipping_required: !product.virtual,
    shipping_taxable: !product.virtual,
    shipping_class: '',
    shipping_class_id: 0,
    reviews_allowed: true,
    average_rating: '0.00',
    rating_count: 0,
    upsell_ids: [],
    cross_sell_ids: [],
    parent_id: 0,
    purchase_note: '',
  }
}

/** The keys of a product and its links. */
export function productBody(product: StoredProduct, home: string) {
  const collection = `${home}/wp-json/wc/v3/products`
  return {
    id: product.id,
    name: product.name,
    slug: product.slug,
    permalink: permalinkOf(product, home),
    ...dates(product.createdAt, product.modifiedAt),
    type: product.type,
    status: product.status,
    featured: product.id % 20 === 0,
    catalog_visibility: 'visible',
    description: product.description,
    short_description: product.shortDescription,
    sku: product.sku,
    price: product.price,
    regular_price: product.regularPrice,
    sale_price: product.salePrice,
    ...saleDates(product.salePrice !== ''),
    purchasable: product.purchasable,
    total_sales: product.id % 7,
    virtual: product.virtual,
    ...ALWAYS,
    external_url: product.externalUrl,
    button_text: product.externalUrl === '' ? '' : 'Megveszem a partnernél',
    ...stockOf(product.stock, product.stockStatus, product.stock !== null),
    ...handlingOf(product),
    categories: product.categories,
    brands: product.brand ? [product.brand] : [],
    tags: product.tags,
    images: product.images.map((id) => productImage(id, home)),
    attributes: product.attributes.map((attribute) => ({
      ...attribute,
      position: 0,
      visible: true,
      variation: true,
    })),
    default_attributes: [],
    variations: product.variations.map(({ id }) => id),
    grouped_products: product.grouped,
    menu_order: 0,
    price_html: priceHtml(product.price),
    related_ids: [],
    meta_data: product.id % 10 === 0 ? [{ id: product.id, key: 'beszallito', value: 'Észak Kft.' }] : [],
    stock_status: product.stockStatus,
    has_options: product.type === 'variable',
    post_password: '',
    global_unique_id: product.gtin,
    _links: {
      self: [{ href: `${collection}/${product.id}`, targetHints: ALLOW }],
      collection: [{ href: collection }],
    },
  }
}

function variationCore(product: StoredProduct, row: StoredVariation, home: string) {
  const onSale = Number(row.regularPrice) > Number(row.price)
  const query = row.attributes.map(({ slug, option }) => `attribute_${slug}=${encodeURIComponent(option)}`)
  return {
    permalink: `${home}/product/${product.slug}/?${query.join('&')}`,
    sku: row.sku === '' ? product.sku : row.sku,
    global_unique_id: '',
    price: row.price,
    regular_price: row.regularPrice,
    sale_price: onSale ? row.price : '',
    ...saleDates(onSale),
    purchasable: true,
    virtual: false,
    ...ALWAYS,
    ...stockOf(row.stock, row.stockStatus, row.managesStock),
    stock_status: row.stockStatus,
    attributes: row.attributes,
    status: 'publish',
    parent_id: product.id,
  }
}

/** A variation as the variations' lists have it. */
export function variationBody(product: StoredProduct, row: StoredVariation, home: string) {
  const parent = `${home}/wp-json/wc/v3/products/${product.id}`
  return {
    id: row.id,
    type: 'variation',
    ...dates(row.createdAt, row.modifiedAt),
    description: '',
    ...variationCore(product, row, home),
    weight: '',
    dimensions: { length: '', width: '', height: '' },
    shipping_class: '',
    shipping_class_id: 0,
    image: row.image === null ? null : variationImage(row.image, home),
    gallery_image_ids: [],
    menu_order: 0,
    meta_data: [],
    name: row.attributes.map(({ option }) => option).join(', '),
    _links: {
      self: [{ href: `${parent}/variations/${row.id}`, targetHints: ALLOW }],
      collection: [{ href: `${parent}/variations` }],
      up: [{ href: parent }],
    },
  }
}

/** A row of `GET /products`: a variation there has the shape of a product. */
export function productRowBody({ product, variation }: ProductRow, home: string) {
  if (!variation) return productBody(product, home)
  const options = variation.attributes.map(({ option }) => option).join(', ')
  return {
    ...productBody(product, home),
    id: variation.id,
    name: `${product.name} - ${options}`,
    ...dates(variation.createdAt, variation.modifiedAt),
    type: 'variation',
    ...variationCore(product, variation, home),
    categories: [],
    tags: [],
    brands: [],
    variations: [],
    images: variation.image === null ? [] : [productImage(variation.image, home)],
  }
}

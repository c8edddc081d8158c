// A product as the API writes it.
import { amount, encodeText, type Json, type JsonObject, type Links, resourceId } from './ids.ts'
import { localTime } from './local-time.ts'
import { writePrices, writeSpecials } from './product-prices.ts'
import { type Product, skuOf, statusNumber } from './products.ts'
import { LANGUAGE_IDS } from './statuses.ts'
import { categoryNumber, manufacturer, manufacturerId } from './taxonomy.ts'

function writeDescriptions(product: Product, links: Links, empty: Json): JsonObject[] {
  const { world, variant, number, id } = product
  const kind = variant ? ` – ${Object.values(variant.options).join(', ')}` : ''
  // Some descriptions were saved entity-coded as a whole.
  const html = world.id % 7 === 0 ? encodeText(world.html) : world.html
  return (
    [
      ['hu', 1],
      ['en', 2],
    ] as const
  ).map(([code, languageNumber]) => {
    const descriptionId = resourceId('productDescription', {
      product_id: number,
      language_id: languageNumber,
    })
    return {
      ...links.link('productDescriptions', descriptionId),
      id: descriptionId,
      name: encodeText(code === 'hu' ? `${world.name}${kind}` : `${world.name}${kind} (EN)`),
      metaTitle: empty,
      metaKeywords: empty,
      metaDescription: empty,
      shortDescription: code === 'hu' ? encodeText(world.name) : empty,
      description: code === 'hu' ? html : `<p>In English: ${world.sku}</p>`,
      customContentTitle: empty,
      customContent: empty,
      parameters: empty,
      packagingUnit: empty,
      measurementUnit: code === 'hu' ? 'db' : 'pc',
      videoCode: empty,
      dateCreated: localTime(product.createdAt),
      dateUpdated: localTime(world.updatedAt),
      product: links.link('products', id),
      language: links.link('languages', LANGUAGE_IDS[code]),
    }
  })
}

function writeAttributes({ variant }: Product, links: Links): JsonObject[] {
  return Object.entries(variant?.options ?? {}).map(([name, value], index) => {
    const attributeId = resourceId('listAttribute', { attribute_id: index + 2 })
    return {
      ...links.link('listAttributes', attributeId),
      id: attributeId,
      type: 'LIST',
      name: name.toLowerCase(),
      value: (['hu', 'en'] as const).map((code) => ({
        value: code === 'hu' ? encodeText(value) : `${encodeText(value)} (EN)`,
        language: { ...links.link('languages', LANGUAGE_IDS[code]), id: LANGUAGE_IDS[code] },
      })),
    }
  })
}

function writeImages({ world, number }: Product, empty: Json): Json {
  if (world.id % 10 === 0) return empty
  const base = 'https://tesztbolt.cdn.shoprenter.hu/custom/tesztbolt/image/cache/w460h460wt1/product'
  const url = (suffix: string) => `${base}/${world.sku.toLowerCase()}${suffix}.jpg?lastmod=${number}.2`
  return { image1: url('-2'), mainImage: url(''), ...(world.id % 3 === 0 && { image2: url('-3') }) }
}

function writeParts(product: Product, links: Links, form: 'single' | 'list', empty: Json): JsonObject {
  const { world, number, id } = product
  return {
    productAttributeExtend: writeAttributes(product, links),
    productPrices: writePrices(product),
    manufacturer: product.isOld ? empty : manufacturer(links, world.brand, form),
    allImages: writeImages(product, empty),
    productDescriptions: writeDescriptions(product, links, empty),
    productCategoryRelations: world.categories.map((name) => {
      const columns = { product_id: number, category_id: categoryNumber(name) }
      const relationId = resourceId('productCategory', columns)
      const category = links.link('categories', resourceId('category', { category_id: categoryNumber(name) }))
      return { ...links.link('productCategoryRelations', relationId), id: relationId, category }
    }),
    productSpecials: writeSpecials(product, links, empty),
    productTags:
      world.tags.length === 0
        ? []
        : (['hu', 'en'] as const).map((code) => ({
            tags: world.tags.map((tag) => (code === 'hu' ? tag : `${tag}-en`)).join(', '),
            language: links.link('languages', LANGUAGE_IDS[code]),
          })),
    customerGroupProductPrices: [],
    relatedProducts: { href: links.href(`productExtend/${id}/relatedProducts`) },
    urlAliases: product.isOld ? empty : urlAlias(product, links),
  }
}

function urlAlias({ world, variant, number }: Product, links: Links): JsonObject {
  const aliasId = resourceId('urlAlias', { url_alias_id: number })
  const alias = (variant?.sku ?? world.sku).toLowerCase()
  return { ...links.link('urlAliases', aliasId), id: aliasId, type: 'PRODUCT', urlAlias: `termek-${alias}` }
}

function writeStock({ world, variant }: Product): JsonObject {
  const stock = variant?.stock ?? world.stock ?? 0
  return {
    stock1: String(stock - Math.floor(stock / 3)),
    stock2: String(Math.floor(stock / 3)),
    stock3: '0',
    stock4: '0',
    subtractStock: variant === null && world.stock === null ? '0' : '1',
  }
}

/** A product; in the plain resource everything that has parts is a link. */
export function writeProduct(
  product: Product,
  links: Links,
  form: 'single' | 'list',
  extend: boolean,
): JsonObject {
  const { number, id, world, variant, parent } = product
  const empty: Json = form === 'single' ? {} : []
  const hasFamily = world.variants.length > 0
  return {
    ...links.link(extend ? 'productExtend' : 'products', id),
    id,
    innerId: String(number),
    sku: skuOf(product),
    modelNumber: world.id % 4 === 0 ? `M-${world.id}` : empty,
    gtin: `599${String(number % 1_000_000_000).padStart(10, '0')}`,
    orderable: '1',
    price: amount((world.wasNetCents ?? variant?.netCents ?? world.netCents) * 100),
    cost: amount(world.netCents * 55),
    multiplier: product.isOld ? '1.1000' : '1.0000',
    multiplierLock: '0',
    loyaltyPoints: empty,
    ...writeStock(product),
    mainPicture: `product/${world.sku.toLowerCase()}.jpg`,
    width: '0.00',
    height: '0.00',
    length: '0.00',
    weight: '0.40',
    status: statusNumber(product),
    shipped: '1',
    minimalOrderNumber: '1',
    maximalOrderNumber: '0',
    minimalOrderNumberMultiply: '0',
    availableDate: '0000-00-00',
    quantity: '0.0000',
    sortOrder: '0',
    dateCreated: localTime(product.createdAt),
    dateUpdated: localTime(world.updatedAt),
    imageAlt: encodeText(world.name),
    freeShipping: '0',
    durableMediaDevice: '0',
    taxClass: links.link('taxClasses', resourceId('taxClass', { tax_class_id: 10 })),
    productClass: hasFamily
      ? links.link('productClasses', resourceId('productClass', { product_class_id: 1 }))
      : empty,
    parentProduct: parent || number % 2 === 0 ? links.link('products', (parent ?? product).id) : empty,
    ...(extend
      ? writeParts(product, links, form, empty)
      : { productDescriptions: { href: links.href(`productDescriptions?productId=${id}`) } }),
    ...(!extend && { manufacturer: links.link('manufacturers', manufacturerId(world.brand)) }),
  }
}

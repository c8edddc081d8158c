// Categories and makers: what the shop's products are sorted by.
import { CATEGORIES, PRODUCT_WORDS } from '../words.ts'
import type { Collection } from './collection.ts'
import { encodeText, type JsonObject, type Links, resourceId } from './ids.ts'
import { type Row, rowCollection } from './rows.ts'
import { LANGUAGE_IDS } from './statuses.ts'

const names: readonly string[] = CATEGORIES
const brands: readonly string[] = PRODUCT_WORDS.brands

/** The number of a category. */
export const categoryNumber = (name: string) => 53 + names.indexOf(name)

/** The resource id of a maker. */
export const manufacturerId = (brand: string) =>
  resourceId('manufacturer', { manufacturer_id: brands.indexOf(brand) + 1 })

/** A maker: inlined in a single product, a link in lists. */
export function manufacturer(links: Links, brand: string, form: 'single' | 'list'): JsonObject {
  const id = manufacturerId(brand)
  const link = links.link('manufacturers', id)
  if (form === 'list') return link
  return { ...link, id, innerId: String(brands.indexOf(brand) + 1), name: encodeText(brand), sortOrder: '0' }
}

/** `categoryExtend` and `manufacturers`. */
export function taxonomyCollections(links: Links): readonly Collection<Row>[] {
  const categories = names.map((name) => {
    const id = resourceId('category', { category_id: categoryNumber(name) })
    const describe = (code: 'hu' | 'en') => ({
      name: code === 'hu' ? encodeText(name) : `${encodeText(name)} (EN)`,
      category: links.link('categories', id),
      language: links.link('languages', LANGUAGE_IDS[code]),
    })
    const body = {
      ...links.link('categoryExtend', id),
      id,
      innerId: String(categoryNumber(name)),
      picture: [],
      sortOrder: '10',
      status: '1',
      parentCategory: [],
      categoryDescriptions: [describe('hu'), describe('en')],
    }
    return { id, body, keys: { innerId: String(categoryNumber(name)) } }
  })
  const makers = brands.map((brand) => {
    const id = manufacturerId(brand)
    return { id, body: { ...manufacturer(links, brand, 'single') }, keys: { name: brand } }
  })
  return [
    rowCollection('categoryExtend', 'product.category:read', categories, ['innerId']),
    rowCollection('manufacturers', 'product.manufacturer:read', makers, ['name']),
  ]
}

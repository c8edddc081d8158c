// What a product costs: by customer group, and for a while.
import { amount, type Json, type JsonObject, type Links, resourceId } from './ids.ts'
import type { Product } from './products.ts'
import { groupId } from './reference.ts'

/** Hundredths as a price without needless zeros: 254000 → `2540`. */
const price = (tenThousandths: number) => amount(tenThousandths).replace(/\.?0+$/, '')

/** Prices for each group of customers; data from before the field has none. */
export function writePrices({ world, variant, isOld }: Product): Json {
  if (isOld) return []
  const net = (variant?.netCents ?? world.netCents) * 100
  const was = world.wasNetCents === null ? null : world.wasNetCents * 100
  return [
    { number: 6, isDefault: false, share: 90 },
    { number: 8, isDefault: true, share: 100 },
  ].map(({ number, isDefault, share }) => {
    const own = Math.round((net * share) / 100)
    const original = was === null ? own : was
    return {
      // The number of a group is a number here, and a string everywhere else.
      customerGroup: { id: groupId(number), innerId: number, default: isDefault },
      net: price(original),
      netOriginal: price(original),
      netSpecial: was === null ? null : price(own),
      gross: price(Math.round(original * 1.27)),
      grossOriginal: price(Math.round(original * 1.27)),
      grossSpecial: was === null ? null : price(Math.round(own * 1.27)),
      currencyCode: 'HUF',
    }
  })
}

/** A price for all, and a lower one for a group. */
export function writeSpecials({ world, number, id }: Product, links: Links, empty: Json): JsonObject[] {
  if (world.wasNetCents === null) return []
  const specialId = resourceId('productSpecial', { product_special_id: number })
  const open = '0000-00-00 00:00:00'
  const common = { priority: '1', dateFrom: open, dateTo: open, minQuantity: '0', maxQuantity: '0' }
  const links2 = { ...links.link('productSpecials', specialId), id: specialId }
  const product = links.link('products', id)
  return [
    { ...links2, ...common, price: amount(world.netCents * 100), product, customerGroup: empty },
    {
      ...links2,
      ...common,
      price: amount(Math.round(world.netCents * 80)),
      product,
      customerGroup: links.link('customerGroups', groupId(6)),
    },
  ]
}

// The invented world as a Shopify shop has it.
import type { Person, World, WorldProduct } from '../world.ts'
import { grossCents } from './amounts.ts'
import type { AddressFacts, CustomerFacts, ProductFacts, VariantFacts } from './facts.ts'
import { orderOf } from './world-orders.ts'

const HOUR_MS = 3_600_000
const later = (date: Date, hours: number) => new Date(date.getTime() + hours * HOUR_MS)

function addressOf(person: Person): AddressFacts {
  return {
    firstName: person.given,
    lastName: person.family,
    company: person.company,
    address1: person.line1,
    address2: person.line2,
    city: person.city,
    zip: person.postalCode,
    countryCode: person.country,
    phone: person.phoneTyped,
  }
}

/** Every ninth customer gave no number of their own: it stands only on the address. */
const phoneOf = (person: Person) => (person.id % 9 === 0 ? null : person.phone)

function customerOf(person: Person, world: World): CustomerFacts {
  return {
    id: person.id,
    firstName: person.given,
    lastName: person.family,
    email: person.email,
    phone: phoneOf(person),
    addresses: [addressOf(person)],
    acceptsMarketing: person.acceptsMarketing,
    note: null,
    tags: person.company ? ['B2B'] : [],
    createdAt: person.createdAt,
    updatedAt: new Date(
      Math.min(later(person.createdAt, (person.id % 40) * 24).getTime(), world.now.getTime()),
    ),
  }
}

function variantsOf(product: WorldProduct): VariantFacts[] {
  const tracked = product.stock !== null
  const compareAtCents = product.wasNetCents === null ? null : grossCents(product.wasNetCents)
  const common = { barcode: null, tracked, sellsWithoutStock: product.id % 23 === 0, image: null }
  if (product.variants.length === 0) {
    const only = { id: product.id, sku: product.sku, options: {}, quantity: product.stock ?? 0 }
    return [{ ...common, ...only, priceCents: grossCents(product.netCents), compareAtCents }]
  }
  return product.variants.map((variant) => ({
    ...common,
    id: variant.id,
    sku: variant.sku,
    options: variant.options,
    priceCents: grossCents(variant.netCents),
    compareAtCents: null,
    quantity: variant.stock,
  }))
}

const STATUSES = { active: 'ACTIVE', draft: 'DRAFT', archived: 'ARCHIVED' } as const

/** One product of the world. */
export function productFacts(product: WorldProduct): ProductFacts {
  const url = `https://cdn.shopify.com/s/files/1/0000/0001/files/${product.sku.toLowerCase()}`
  return {
    id: product.id,
    title: product.name,
    html: product.html,
    vendor: product.brand,
    type: product.categories[0] ?? '',
    status: STATUSES[product.status],
    collections: product.categories,
    tags: product.tags,
    images: Array.from({ length: product.id % 4 }, (_, at) => ({
      url: `${url}-${at}.jpg?v=1`,
      alt: at === 0 ? product.name : null,
    })),
    variants: variantsOf(product),
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
  }
}

/** Every person, product and order of the world. */
export function factsOf(world: World) {
  return {
    customers: world.people.map((person) => customerOf(person, world)),
    products: world.products.map(productFacts),
    orders: world.orders.map(orderOf),
  }
}

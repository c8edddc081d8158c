// What a tidy world has not, and every real shop has: people without names, big products, odd titles.
import type { World } from '../world.ts'
import type { AddressFacts, CustomerFacts, ProductFacts, VariantFacts } from './facts.ts'
import { BIG_PRODUCT_VARIANTS, HARD, MANY_ADDRESSES, NASTY_TITLE } from './hard-ids.ts'
import { hardOrders } from './hard-orders.ts'

const HOUR_MS = 3_600_000

const address = (index: number): AddressFacts => ({
  firstName: 'Sok',
  lastName: 'Cím',
  company: null,
  address1: `Raktár utca ${index}.`,
  address2: null,
  city: 'Győr',
  province: 'Győr-Moson-Sopron',
  zip: '9021',
  countryCode: 'HU',
  phone: null,
})

function hardCustomers(world: World, at: (hoursAgo: number) => Date): CustomerFacts[] {
  const [first] = world.people
  const base: CustomerFacts = {
    id: HARD.customers.nameless,
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    addresses: [],
    acceptsMarketing: false,
    note: null,
    tags: [],
    createdAt: at(7_000),
    updatedAt: at(7_000),
  }
  return [
    base,
    {
      ...base,
      id: HARD.customers.manyAddresses,
      firstName: 'Sok',
      lastName: 'Cím',
      email: 'sok.cim@example.hu',
      addresses: Array.from({ length: MANY_ADDRESSES }, (_, index) => address(index + 1)),
      note: 'Nagykereskedő',
      updatedAt: at(2),
    },
    {
      ...base,
      id: HARD.customers.sameNumber,
      firstName: 'Másik',
      lastName: 'Ember',
      // Its words hold those of the other's address: a search for a phrase finds both.
      email: `x-${first?.email ?? 'a@example.hu'}`,
      addresses: [{ ...address(1), phone: first?.phone ?? null }],
    },
  ]
}

const variant = (id: number, changes: Partial<VariantFacts> = {}): VariantFacts => ({
  id,
  sku: null,
  barcode: '5990000000017',
  options: {},
  priceCents: 199_000,
  compareAtCents: null,
  quantity: 0,
  tracked: true,
  sellsWithoutStock: false,
  image: null,
  ...changes,
})

function hardProducts(at: (hoursAgo: number) => Date): ProductFacts[] {
  const base: ProductFacts = {
    id: HARD.products.unlisted,
    title: 'Csak linkkel elérhető',
    html: '',
    vendor: 'Hegyvidék',
    type: '',
    status: 'UNLISTED',
    collections: [],
    tags: [],
    images: [],
    variants: [variant(HARD.products.unlisted, { sku: 'REJTETT-1', quantity: 3 })],
    createdAt: at(5_000),
    updatedAt: at(5_000),
  }
  const picture = (index: number) => ({
    url: `https://cdn.shopify.com/s/files/1/0000/0001/files/sok-${index}.jpg`,
    alt: null,
  })
  return [
    base,
    {
      ...base,
      id: HARD.products.manyVariants,
      title: 'Háromszáz szín',
      status: 'ACTIVE',
      variants: Array.from({ length: BIG_PRODUCT_VARIANTS }, (_, index) =>
        variant(90_000 + index, {
          sku: `SZIN-${index + 1}`,
          options: { Szín: `Szín ${index + 1}` },
          // Only the last one is in stock.
          quantity: index === BIG_PRODUCT_VARIANTS - 1 ? 7 : 0,
          image: index === 0 ? 'https://cdn.shopify.com/s/files/1/0000/0001/files/szin.jpg' : null,
        }),
      ),
    },
    {
      ...base,
      id: HARD.products.nasty,
      title: NASTY_TITLE,
      status: 'ACTIVE',
      variants: [variant(HARD.products.nasty, { sku: 'A"B\\C:*' })],
    },
    {
      ...base,
      id: HARD.products.manyPictures,
      title: 'Sok kép',
      status: 'ACTIVE',
      images: Array.from({ length: 30 }, (_, index) => picture(index)),
      variants: [variant(HARD.products.manyPictures, { quantity: -2, sellsWithoutStock: true })],
    },
  ]
}

/** The hard cases of a world; none is on the newest page of its list, where a tidy shop is wanted. */
export function hardCases(world: World) {
  const at = (hoursAgo: number) => new Date(world.now.getTime() - hoursAgo * HOUR_MS)
  return { customers: hardCustomers(world, at), products: hardProducts(at), orders: hardOrders(world, at) }
}

// How the people, products and orders of the invented world are made, each from chance that is the same in every run.
import type { Random } from './random.ts'
import { CATEGORIES, CITIES, FAMILY_NAMES, FOREIGNERS, GIVEN_NAMES, PRODUCT_WORDS, STREETS } from './words.ts'
import type { OrderState, Person, World, WorldLine, WorldOrder, WorldProduct, WorldVariant } from './world.ts'

/** The world's present. */
export const WORLD_NOW = new Date('2026-11-20T12:00:00Z')
/** Hungarian VAT, which every product of the world carries. */
export const TAX_PERCENT = 27
export const DAY_MS = 86_400_000
const SHIPPINGS = [
  { title: 'GLS futárszolgálat', netCents: 149_000 },
  { title: 'FOXPOST csomagautomata', netCents: 99_000 },
  { title: 'MPL házhoz szállítás', netCents: 169_000 },
  { title: 'Személyes átvétel', netCents: 0 },
] as const
const PAYMENTS = [
  { title: 'Bankkártya', onDelivery: false },
  { title: 'Utánvét', onDelivery: true },
  { title: 'Banki átutalás', onDelivery: false },
] as const
const NOTES = [
  'Kérem, csengessenek kétszer!',
  'A portán is leadható.',
  'Ajándékba lesz, kérem számla nélkül csomagolják.',
  'Árvíztűrő tükörfúrógép 🎁 „idézőjel” & <b>félkövér</b>',
]

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/ł/g, 'l')
    .replace(/[^a-z0-9]+/g, '')

function typedPhone(phone: string, random: Random): string {
  const national = phone.slice(3)
  const [area, a, b] = [national.slice(0, 2), national.slice(2, 5), national.slice(5)]
  return random.pick([
    phone,
    `06 ${area} ${a} ${b}`,
    `+36 ${area} ${a} ${b}`,
    `06-${area}/${a}-${b}`,
    `06${national}`,
  ])
}

export function makePerson(id: number, random: Random): Person {
  const foreign = random.chance(0.12) ? random.pick(FOREIGNERS) : null
  const city = random.pick(CITIES)
  const given = foreign?.given ?? random.pick(GIVEN_NAMES)
  const family = foreign?.family ?? random.pick(FAMILY_NAMES)
  const phone = foreign
    ? `${foreign.dial}${String(12_000_000 + id * 7919).slice(-foreign.digits)}`
    : `+36${random.pick(['20', '30', '70'])}${String(1_000_000 + ((id * 104_729) % 8_999_999)).padStart(7, '0')}`
  const company = random.chance(0.08)
  return {
    id,
    given,
    family,
    email: `${[plain(family), plain(given)].filter(Boolean).join('.')}${id}@example.${foreign ? 'com' : 'hu'}`,
    phone,
    phoneTyped: foreign ? phone : typedPhone(phone, random),
    company: company ? `${family} és Társa Kft.` : null,
    taxNumber: company ? `${10_000_000 + id * 37}-2-41` : null,
    line1: foreign?.line1 ?? `${random.pick(STREETS)} ${random.int(1, 120)}.`,
    line2: random.chance(0.3) ? `${random.int(1, 9)}. em. ${random.int(1, 30)}.` : null,
    city: foreign?.city ?? city.name,
    postalCode: foreign?.postalCode ?? city.postalCode,
    country: foreign?.country ?? 'HU',
    createdAt: new Date(WORLD_NOW.getTime() - random.int(1, 900) * DAY_MS - random.int(0, 86_399) * 1000),
    acceptsMarketing: random.chance(0.4),
  }
}

function makeVariants(id: number, netCents: number, random: Random): WorldVariant[] {
  if (!random.chance(0.25)) return []
  const sizes = random.chance(0.5) ? ['S', 'M', 'L'] : ['Egy méret']
  const colours = ['Piros', 'Kék', 'Fekete'].slice(0, random.int(1, 3))
  return colours.flatMap((colour, c) =>
    sizes.map((size, s) => ({
      id: 100_000 + id * 10 + c * 3 + s,
      sku: `SKU-${String(id).padStart(4, '0')}-${c + 1}${s + 1}`,
      options: { Szín: colour, Méret: size },
      netCents: netCents + s * 10_000,
      stock: random.int(0, 25),
    })),
  )
}

export function makeProduct(id: number, random: Random): WorldProduct {
  const [kind, adjective] = [random.pick(PRODUCT_WORDS.kinds), random.pick(PRODUCT_WORDS.adjectives)]
  const netCents = random.int(9, 300) * 10_000 + random.pick([0, 0, 0, 33])
  const createdAt = new Date(WORLD_NOW.getTime() - random.int(30, 1000) * DAY_MS)
  const updatedAt = new Date(createdAt.getTime() + random.int(0, 29) * DAY_MS + random.int(0, 86_399) * 1000)
  return {
    id,
    sku: `SKU-${String(id).padStart(4, '0')}`,
    name: `${adjective} ${kind} ${random.pick(PRODUCT_WORDS.suffixes)}`,
    html: `<p>${adjective} <strong>${kind}</strong>, ${random.int(1, 5)} év garanciával.</p><ul><li>Tömeg: ${random.int(1, 40) / 10} kg</li></ul>`,
    brand: random.pick(PRODUCT_WORDS.brands),
    categories: random.some(CATEGORIES, random.int(1, 2)),
    tags: random.some(['újdonság', 'akció', 'kiemelt', 'ajándék'], random.int(0, 2)),
    netCents,
    wasNetCents: random.chance(0.2) ? netCents + random.int(1, 50) * 10_000 : null,
    stock: random.chance(0.85) ? random.int(0, 60) : null,
    variants: makeVariants(id, netCents, random),
    status: random.chance(0.94) ? 'active' : random.pick(['draft', 'archived'] as const),
    createdAt,
    updatedAt,
  }
}

function makeLines(orderId: number, products: readonly WorldProduct[], random: Random): WorldLine[] {
  return random.some(products, random.int(1, 4)).map((product, index) => {
    const variant = product.variants.length > 0 ? random.pick(product.variants) : null
    const netCents = variant?.netCents ?? product.netCents
    return { id: orderId * 10 + index, product, variant, quantity: random.int(1, 3), netCents }
  })
}

const STATES: readonly OrderState[] = [
  ...Array<OrderState>(45).fill('completed'),
  ...Array<OrderState>(25).fill('processing'),
  ...Array<OrderState>(9).fill('pending'),
  ...Array<OrderState>(7).fill('on_hold'),
  ...Array<OrderState>(6).fill('cancelled'),
  ...Array<OrderState>(5).fill('refunded'),
  ...Array<OrderState>(3).fill('failed'),
]

/** The lines after the coupon, with shipping and tax, in hundredths. */
export function grossCents(order: Pick<WorldOrder, 'lines' | 'coupon' | 'shipping'>): number {
  const lines = order.lines.reduce((sum, line) => sum + line.netCents * line.quantity, 0)
  const net = Math.round((lines * (100 - (order.coupon?.percent ?? 0))) / 100) + order.shipping.netCents
  return net + Math.round((net * TAX_PERCENT) / 100)
}

export function makeOrder(
  id: number,
  placedAt: Date,
  world: Omit<World, 'orders'>,
  random: Random,
): WorldOrder {
  const person = random.pick(world.people)
  const ageDays = (WORLD_NOW.getTime() - placedAt.getTime()) / DAY_MS
  const state =
    ageDays < 2
      ? random.pick(['pending', 'processing', 'processing', 'on_hold'] as const)
      : random.pick(STATES)
  const base = {
    lines: makeLines(id, world.products, random),
    coupon: random.chance(0.12)
      ? { code: random.pick(['TIZ', 'NYAR15']), percent: random.pick([10, 15]) }
      : null,
    shipping: random.pick(SHIPPINGS),
  }
  const shipped = state === 'completed' || (state === 'processing' && random.chance(0.3))
  const refundedCents = state === 'refunded' ? grossCents(base) : 0
  const partial = state === 'completed' && random.chance(0.08) ? Math.round(grossCents(base) / 4) : 0
  return {
    ...base,
    id,
    state,
    person,
    guest: random.chance(0.25),
    placedAt,
    updatedAt: new Date(Math.min(WORLD_NOW.getTime(), placedAt.getTime() + random.int(0, 5) * DAY_MS)),
    payment: random.pick(PAYMENTS),
    note: random.chance(0.1) ? random.pick(NOTES) : null,
    trackingNumber: shipped ? `HU${String(700_000_000 + id * 13)}` : null,
    refundedCents: refundedCents + partial,
  }
}

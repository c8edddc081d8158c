// The invented world is the same in every run, consistent in itself, and as large as promised.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toE164 } from '../src/model/phone.ts'
import { createWorld, grossCents, type World } from './world.ts'

const world = createWorld('test')

function hashOf(made: World): string {
  return createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 16)
}

function expectUnique(values: readonly (string | number)[]): void {
  expect(new Set(values).size).toBe(values.length)
}

describe('a world', () => {
  it('is the same for the same name, and another for another', () => {
    expect(hashOf(createWorld('test'))).toBe(hashOf(world))
    expect(hashOf(createWorld('other'))).not.toBe(hashOf(world))
  })

  it('is the same on every machine', () => {
    // Changes with the world: whoever changes it on purpose writes the new hash here.
    expect(hashOf(createWorld('pinned', { people: 60, products: 40, orders: 50 }))).toBe('5ee5a9ff1048173b')
  })

  it.each(['woocommerce', 'shopify', 'shoprenter'])('named %s has what was promised', (name) => {
    const { people, products, orders } = createWorld(name)
    expect(people.length).toBeGreaterThanOrEqual(200)
    expect(products.length).toBeGreaterThanOrEqual(500)
    expect(orders.length).toBeGreaterThanOrEqual(1_000)
    expect(new Set(orders.map((order) => order.state)).size).toBe(7)
    expect(new Set(products.map((product) => product.status)).size).toBe(3)
    expect(new Set(people.map((person) => person.country)).size).toBe(7)
    for (const some of [
      orders.filter((order) => order.guest),
      orders.filter((order) => order.coupon),
      orders.filter((order) => order.note),
      orders.filter((order) => order.trackingNumber),
      orders.filter((order) => order.refundedCents > 0 && order.refundedCents < grossCents(order)),
      orders.filter((order) => order.lines.some((line) => line.variant)),
      products.filter((product) => product.stock === null),
      products.filter((product) => product.wasNetCents !== null),
      people.filter((person) => person.company),
      people.filter((person) => person.phoneTyped !== person.phone),
    ]) {
      expect(some.length).toBeGreaterThan(10)
    }
  })
})

describe('its people', () => {
  it('have ids, addresses and numbers of their own', () => {
    expectUnique(world.people.map((person) => person.id))
    expectUnique(world.people.map((person) => person.email))
    expectUnique(world.people.map((person) => person.phone))
  })

  it('have numbers that are valid, and typed them so that they can be read', () => {
    for (const { phone, phoneTyped, country } of world.people) {
      expect(toE164(phone, null)).toBe(phone)
      expect(toE164(phoneTyped, country)).toBe(phone)
    }
  })

  it('have e-mail addresses that can be asked for', () => {
    for (const { email } of world.people) expect(email).toMatch(/^[a-z0-9]+(\.[a-z0-9]+)*@example\.(hu|com)$/)
  })
})

describe('its products', () => {
  it('have ids and SKUs of their own, variants too', () => {
    const { products } = world
    const variants = products.flatMap((product) => product.variants)
    expectUnique([...products, ...variants].map((item) => item.id))
    expectUnique([...products, ...variants].map((item) => item.sku))
  })

  it('cost something, and less than before a sale', () => {
    for (const { netCents, wasNetCents, variants } of world.products) {
      expect(netCents).toBeGreaterThan(0)
      for (const variant of variants) expect(variant.netCents).toBeGreaterThanOrEqual(netCents)
      if (wasNetCents !== null) expect(wasNetCents).toBeGreaterThan(netCents)
    }
  })

  it('were changed after they were made and before now', () => {
    for (const { createdAt, updatedAt } of world.products) {
      expect(updatedAt.getTime()).toBeGreaterThanOrEqual(createdAt.getTime())
      expect(updatedAt.getTime()).toBeLessThanOrEqual(world.now.getTime())
    }
  })
})

describe('its orders', () => {
  it('are oldest first, with ids that rise, and none is younger than now', () => {
    const { orders } = world
    expectUnique(orders.map((order) => order.id))
    expectUnique(orders.flatMap((order) => order.lines.map((line) => line.id)))
    expect(orders).toEqual(orders.toSorted((a, b) => a.id - b.id))
    expect(orders).toEqual(orders.toSorted((a, b) => a.placedAt.getTime() - b.placedAt.getTime()))
    for (const { placedAt, updatedAt } of orders) {
      expect(updatedAt.getTime()).toBeGreaterThanOrEqual(placedAt.getTime())
      expect(updatedAt.getTime()).toBeLessThanOrEqual(world.now.getTime())
    }
  })

  it('are of people and products of this world', () => {
    for (const { person, lines } of world.orders) {
      expect(world.people[person.id - 1]).toBe(person)
      expect(lines.length).toBeGreaterThan(0)
      for (const { product, variant, netCents, quantity } of lines) {
        expect(world.products[product.id - 1]).toBe(product)
        expect(product.variants.length > 0).toBe(variant !== null)
        if (variant) expect(product.variants).toContain(variant)
        expect(netCents).toBe((variant ?? product).netCents)
        expect(quantity).toBeGreaterThan(0)
      }
    }
  })

  it('give back no more than was paid, and all of it when they were refunded', () => {
    for (const order of world.orders) {
      const gross = grossCents(order)
      expect(Number.isInteger(gross)).toBe(true)
      expect(order.refundedCents).toBeLessThanOrEqual(gross)
      if (order.state === 'refunded') expect(order.refundedCents).toBe(gross)
    }
  })

  it('are worth their lines less the coupon, with shipping and tax', () => {
    const line = world.orders[0]?.lines[0]
    if (!line) throw new Error('a world without orders')
    const lines = [
      { ...line, netCents: 10_001, quantity: 3 },
      { ...line, netCents: 500, quantity: 1 },
    ]
    const shipping = { title: 'GLS', netCents: 149_000 }
    expect(grossCents({ lines, coupon: null, shipping })).toBe(30_503 + 149_000 + 48_466)
    expect(grossCents({ lines, coupon: { code: 'TIZ', percent: 10 }, shipping })).toBe(
      27_453 + 149_000 + 47_642,
    )
  })
})

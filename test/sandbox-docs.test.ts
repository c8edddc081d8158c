// The people and orders that docs/sandbox.md names are those of the sandbox's world.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createWorld } from '../sandbox/world.ts'

const page = readFileSync(new URL('../docs/sandbox.md', import.meta.url), 'utf8')
const rows = page
  .split('\n')
  .filter((line) => /^\| (shopify|woocommerce|shoprenter) /.test(line))
  .map((line) => line.slice(2, -2).split(' | '))

test('three of each platform are named', () => {
  for (const platform of ['shopify', 'woocommerce', 'shoprenter'])
    expect(rows.filter(([name]) => name === platform)).toHaveLength(3)
})

test.each(rows)('%s order %s is that of %s', (platform, order, name, email, phone) => {
  const found = createWorld(platform ?? '').orders.find(({ id }) => String(id) === order)
  expect(found?.person).toMatchObject({ email, phone })
  expect(`${found?.person.family} ${found?.person.given}`).toBe(name)
})

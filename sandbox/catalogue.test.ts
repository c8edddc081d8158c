// The generated catalogue, and how the sandbox shops show it.
import { beforeAll, describe, expect, test } from 'vitest'
import { createCatalogue } from './catalogue.ts'
import { createShopifyShop, type ShopifyShop } from './shopify/shop.ts'
import { startSandbox } from './start.ts'

test('a hundred thousand products are there at once, and the same in every run', () => {
  const [one, two] = [createCatalogue('seed', 100_000), createCatalogue('seed', 100_000)]
  expect(one.ids()).toHaveLength(100_000)
  for (const id of [1, 77, 4_008, 99_999]) {
    expect(one.get(id)).toEqual(two.get(id))
    expect(one.get(id)?.variants).toHaveLength(3)
    expect(one.get(id)?.updatedAt.getTime()).toBe(one.updatedAt(id))
    expect(one.get(id)?.status).toBe(one.statusOf(id))
  }
  expect(createCatalogue('other', 10).get(5)).not.toEqual(one.get(5))
})

test('changes, deletes and new products show', () => {
  const at = new Date('2026-11-24T10:00:00.500Z')
  const catalogue = createCatalogue('seed', 10, () => at)
  const before = catalogue.get(4)
  catalogue.changeProduct(4)
  expect(catalogue.get(4)?.netCents).toBe((before?.netCents ?? 0) + 100)
  expect(catalogue.get(4)?.updatedAt.toISOString()).toBe('2026-11-24T10:00:00.000Z')
  catalogue.deleteProduct(5)
  catalogue.deleteProduct(5)
  expect(catalogue.get(5)).toBeNull()
  expect(catalogue.addProduct()).toBe(11)
  expect(catalogue.ids()).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10, 11])
  expect(catalogue.get(11)?.createdAt.toISOString()).toBe('2026-11-24T10:00:00.000Z')
  expect(catalogue.get(12)).toBeNull()
})

test('the sandbox starts with as many as are asked for, in no time', async () => {
  const sandbox = await startSandbox(0, { products: 100_000 })
  for (const catalogue of Object.values(sandbox.catalogues ?? {})) {
    expect(catalogue.ids()).toHaveLength(100_000)
  }
  await sandbox.close()
  const world = await startSandbox(0)
  expect(world.catalogues).toBeNull()
  await world.close()
})

describe('bulk operations', () => {
  let shop: ShopifyShop
  beforeAll(() => {
    shop = createShopifyShop({ catalogue: createCatalogue('bulk', 30) })
  })

  async function ask(query: string, variables: object = {}): Promise<object> {
    const answer = await shop.fetch(
      new Request(`https://${shop.shop}/admin/api/2026-10/graphql.json`, {
        method: 'POST',
        headers: { 'x-shopify-access-token': shop.permanentCredentials.access_token },
        body: JSON.stringify({ query, variables }),
      }),
    )
    return ((await answer.json()) as { data: object }).data
  }
  const run = (query: string) =>
    ask(
      'mutation Run($query: String!) { run: bulkOperationRunQuery(query: $query) { bulkOperation { id status } userErrors { code message } } }',
      { query },
    )
  const look = (id: string) =>
    ask('query Look($id: ID!) { bulkOperation(id: $id) { id status url errorCode rootObjectCount } }', { id })

  test('run, are done, and leave a file with a line for every object', async () => {
    const started = await run(
      '{ products(query: "status:active,draft,archived") { edges { node { id title variants { edges { node { id sku } } } } } } }',
    )
    expect(started).toMatchObject({ run: { bulkOperation: { status: 'RUNNING' }, userErrors: [] } })
    const [{ id } = { id: '' }] = shop.bulk.operations()
    expect(await look(id)).toMatchObject({ bulkOperation: { status: 'RUNNING', url: null } })
    const done = (await look(id)) as {
      bulkOperation: { status: string; url: string; rootObjectCount: string }
    }
    expect(done.bulkOperation).toMatchObject({ status: 'COMPLETED', rootObjectCount: '30' })
    const lines = (await (await shop.fetch(new Request(done.bulkOperation.url))).text()).trim().split('\n')
    expect(lines).toHaveLength(120)
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      id: expect.stringContaining('ProductVariant'),
      __parentId: (JSON.parse(lines[0] ?? '') as { id: string }).id,
    })
    const token = { 'x-shopify-access-token': 'x' }
    expect((await shop.fetch(new Request(done.bulkOperation.url, { headers: token }))).status).toBe(400)
    expect((await shop.fetch(new Request(`${done.bulkOperation.url}0`))).status).toBe(403)
    shop.bulk.expireResults()
    expect(await look(id)).toMatchObject({ bulkOperation: { status: 'EXPIRED', url: null } })
    expect((await shop.fetch(new Request(done.bulkOperation.url))).status).toBe(403)
  })

  test.each([
    ['{ products { edges { node { id titel } } } }', 'titel'],
    [
      '{ products { edges { node { id variants { edges { node { id media { edges { node { id } } } } } } } } } }',
      '2 levels',
    ],
    ['{ products {', 'parsed'],
  ])('refuse %s', async (query, word) => {
    expect(await run(query)).toMatchObject({
      run: { bulkOperation: null, userErrors: [{ code: 'INVALID', message: expect.stringContaining(word) }] },
    })
  })

  test('fail as they are told to, and have no room for one too many', async () => {
    shop.bulk.endNext('FAILED', 'TIMEOUT')
    await run('{ products { edges { node { id } } } }')
    const id = shop.bulk.operations().at(-1)?.id ?? ''
    await look(id)
    expect(await look(id)).toMatchObject({ bulkOperation: { status: 'FAILED', errorCode: 'TIMEOUT' } })
    shop.bulk.set({ slots: 1 })
    shop.bulk.occupy()
    expect(await run('{ products { edges { node { id } } } }')).toMatchObject({
      run: { bulkOperation: null, userErrors: [{ code: 'OPERATION_IN_PROGRESS' }] },
    })
  })
})

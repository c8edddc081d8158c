// The product streams: one battery for all three platforms.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { productSchema, type UnifiedProduct } from '../src/model/product.ts'
import { PLATFORM_IDS } from '../src/platforms/platform.ts'
import { type OpenPlatform, openPlatform, walk } from './support/platforms.ts'

const WHOLE = { fields: null, includeCustomer: true }

describe.each(PLATFORM_IDS)('%s', (id) => {
  let open: OpenPlatform
  beforeAll(async () => {
    open = await openPlatform(id)
  })
  afterAll(() => open.close())

  test('every product comes, exactly once', async () => {
    const listed = await walk((position) =>
      open
        .shop(60_000)
        .listProducts({ status: ['active', 'draft', 'archived'] }, { limit: 100, position }, WHOLE),
    )
    const products: UnifiedProduct[] = []
    for await (const batch of open.shop(60_000).streamProducts({ updatedAfter: null, resume: null })) {
      products.push(...batch.products)
    }
    for (const product of products) productSchema.parse(product)
    const ids = [...new Set(products.map((product) => product.id))].sort()
    expect(ids).toEqual(listed.map((product) => product.id).sort())
    const cheap: string[] = []
    for await (const batch of open.shop(60_000).streamProductIds(null)) cheap.push(...batch.ids)
    expect(cheap.sort()).toEqual(ids)
  })
})

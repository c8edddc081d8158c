// The product streams: one battery for all platforms, against what their catalogues say is true.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { productSchema } from '../src/model/product.ts'
import type { ResumePoint } from '../src/platforms/product-stream.ts'
import {
  type CatalogueOptions,
  idsIn,
  latest,
  type OpenCatalogue,
  openCatalogue,
  readIds,
  readStream,
  STREAMED,
} from './support/catalogues.ts'

/** What may be read again after a fault: what was not kept, and what was open then. */
const MOST_AGAIN = 500
/** The first kind of product that a step of the catalogue's status leaves out: drafts and archived ones are there. */
const [DRAFT, ARCHIVED] = [57, 58]

describe.each(STREAMED)('%s', (id) => {
  let open: OpenCatalogue
  const start = async (options: CatalogueOptions = {}) => {
    open = await openCatalogue(id, options)
  }
  beforeEach(() => start())
  afterEach(() => open.close())
  const everything = () => open.idsOf(open.catalogue.ids())

  test('every product comes, whole and of the unified shape', async () => {
    const { products, sizes, error } = await readStream(open.shop())
    expect(error).toBeNull()
    expect(idsIn(products)).toEqual(everything())
    expect(Math.max(...sizes)).toBeLessThanOrEqual(250)
    for (const product of products) productSchema.parse(product)
    const kept = latest(products)
    // A product whose kinds go on behind its page comes again with all of them; nothing else comes twice.
    if (id !== 'shoprenter') expect(products).toHaveLength(kept.size)
    expect(products.length).toBeLessThan(kept.size * 1.05)
    const [plain] = open.idsOf([1])
    const product = kept.get(plain ?? '')
    expect(product?.variants.map(({ options }) => options.map(({ value }) => value))).toEqual([
      expect.arrayContaining(['S']),
      expect.arrayContaining(['M']),
      expect.arrayContaining(['L']),
    ])
    const whole = [...kept.values()].filter(({ variants }) => variants.length === 3)
    const trashed = id === 'woocommerce' ? open.catalogue.ids().filter((one) => one % 50 === 8).length : 0
    expect(whole).toHaveLength(open.catalogue.ids().length - trashed)
    const statusOf = (one: number) => kept.get(open.idsOf([one])[0] ?? '')?.status
    expect([statusOf(1), statusOf(DRAFT), statusOf(ARCHIVED)]).toEqual(['active', 'draft', 'archived'])
    expect(JSON.stringify(products)).not.toContain('"cost"')
  })

  test('ids are the same, and cheap', async () => {
    open.running.calls.clear()
    expect((await readIds(open.shop())).sort()).toEqual(everything())
    const calls = open.running.calls.list().filter((call) => !/token/.test(call)).length
    expect(calls).toBeLessThanOrEqual(Math.ceil(everything().length / 90) + 3)
  })

  test('an increment has what changed, nothing else, and knows nothing of the deleted', async () => {
    const since = new Date(Date.now() - 60_000).toISOString()
    expect((await readStream(open.shop(), { updatedAfter: since })).products).toEqual([])
    open.catalogue.changeProduct(3)
    open.catalogue.changeProduct(90)
    open.catalogue.changeProduct(91)
    open.catalogue.deleteProduct(91)
    const added = open.catalogue.addProduct()
    const { products, error } = await readStream(open.shop(), { updatedAfter: since })
    expect(error).toBeNull()
    expect(idsIn(products)).toEqual(open.idsOf([3, 90, added]))
    const [, price] = [open.catalogue.get(3)?.netCents, latest(products).get(open.idsOf([3])[0] ?? '')]
    expect(price?.variants).toHaveLength(3)
    expect(price?.updated_at).toBe(new Date(open.catalogue.updatedAt(3)).toISOString().replace('.000Z', 'Z'))
  })

  test('an increment includes the very second that it begins at', async () => {
    open.catalogue.changeProduct(7)
    const second = new Date(open.catalogue.updatedAt(7)).toISOString()
    const { products } = await readStream(open.shop(), { updatedAfter: second })
    expect(idsIn(products)).toEqual(open.idsOf([7]))
  })

  test('a fault after any batch loses nothing', async () => {
    const batches = (await readStream(open.shop())).sizes.length
    expect(batches).toBeGreaterThan(2)
    for (let at = 1; at < batches; at++) {
      const first = await readStream(open.shop(), {}, (count) => {
        if (count === at) open.running.faults.set({ kind: 'broken_json' })
        return 'go'
      })
      open.running.faults.clear()
      const rest = await readStream(open.shop(), { resume: first.resumes.at(-1) ?? null })
      expect(rest.error).toBeNull()
      const all = [...first.products, ...rest.products]
      expect(idsIn(all), `after batch ${at}`).toEqual(everything())
      expect(all.length - new Set(idsIn(all)).size).toBeLessThanOrEqual(MOST_AGAIN)
      if (first.error !== null) {
        expect(first.error).toMatchObject({ name: 'AppError', code: 'shop_invalid_response' })
      }
    }
  }, 60_000)

  test.each([
    [{ kind: 'status', status: 500 }, 'shop_unavailable'],
    [{ kind: 'status', status: 429, headers: { 'retry-after': '600' } }, 'shop_rate_limited'],
    [{ kind: 'reset' }, 'shop_unavailable'],
    [{ kind: 'html' }, 'shop_invalid_response'],
  ] as const)(
    '%j is the error %s, and goes by',
    async (fault, code) => {
      const broken = await readStream(open.shop(), {}, () => {
        open.running.faults.set(fault)
        return 'go'
      })
      // A file that is open goes on: then the fault meets who looks next.
      const failed = broken.error === null ? await readStream(open.shop()) : broken
      expect(failed.error).toMatchObject({ name: 'AppError', code })
      open.running.faults.clear()
      const rest = await readStream(open.shop(), { resume: broken.resumes.at(-1) ?? null })
      expect(idsIn([...broken.products, ...rest.products])).toEqual(everything())
    },
    30_000,
  )

  test('to stop in the middle ends all calls, and nothing is read ahead of who reads', async () => {
    const first = await readStream(open.shop(), {}, () => 'stop')
    open.running.calls.clear()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(open.running.calls.list()).toEqual([])
    const rest = await readStream(open.shop(), { resume: first.resumes.at(-1) ?? null })
    expect(idsIn([...first.products, ...rest.products])).toEqual(everything())
    const batches = open.shop().streamProductIds(null)[Symbol.asyncIterator]()
    await batches.next()
    const before = open.running.calls.list().length
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(open.running.calls.list()).toHaveLength(before)
    await batches.return?.()
  })

  test('what is deleted and added while it is read costs nothing else', async () => {
    const { products, error } = await readStream(open.shop(), {}, (count) => {
      if (count === 2) for (let one = 1; one <= 5; one++) open.catalogue.deleteProduct(one)
      if (count === 2) open.catalogue.addProduct()
      return 'go'
    })
    expect(error).toBeNull()
    const read = new Set(idsIn(products))
    const added = Math.max(...open.catalogue.ids())
    for (const one of open.idsOf(open.catalogue.ids().filter((other) => other < added))) {
      expect(read.has(one), one).toBe(true)
    }
  })

  test('the ids go on where they were, too', async () => {
    const batches = open.shop().streamProductIds(null)
    let resume: ResumePoint | null = null
    const ids: string[] = []
    for await (const batch of batches) {
      ids.push(...batch.ids)
      resume = batch.resume
      break
    }
    const rest = await readIds(open.shop(), resume)
    expect([...ids, ...rest].sort()).toEqual(everything())
  })

  test('a place of somebody else, of something else or of nothing starts over', async () => {
    const { resumes } = await readStream(open.shop())
    const last = resumes.at(-1) ?? {}
    const foreign: ResumePoint[] = [
      {},
      { ...last, store: 'another' },
      { ...last, of: 'ids' },
      { ...last, since: '2026-01-01T00:00:00.000Z' },
      { ...last, after: -1, index: -1, lines: -1, way: 'other' },
      { ...last, list: 'unknown', tail: 'x'.repeat(100), operation: 'x', after: 'x' },
      { ...last, operation: 'gid://shopify/BulkOperation/9', after: 'x', index: 'x', lines: 0, tries: 1 },
    ]
    const firstOf = async (who: 'owner' | 'stranger', resume: ResumePoint | null) => {
      const read = await readStream(open.shop(who), { resume }, (count) => (count > 3 ? 'stop' : 'go'))
      expect(read.error).toBeNull()
      return read.products[0]?.id
    }
    const beginning = await firstOf('owner', null)
    expect(beginning).toBe(open.idsOf([1])[0])
    for (const resume of foreign) {
      expect(await firstOf('owner', resume), JSON.stringify(resume)).toBe(beginning)
    }
    expect(await firstOf('stranger', last)).toBe(beginning)
  }, 60_000)
})

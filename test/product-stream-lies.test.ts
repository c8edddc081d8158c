// Shops that lie to a product stream: each ends as an invalid answer, and none goes on for ever.
import { afterEach, describe, expect, test } from 'vitest'
import type { ShopProgram } from '../sandbox/shop.ts'
import {
  idsIn,
  type OpenCatalogue,
  openCatalogue,
  readIds,
  readStream,
  STREAMED,
  type Streamed,
} from './support/catalogues.ts'

type Json = Record<string, unknown>

/** True for a call that asks for a page of products. */
async function isPage(request: Request): Promise<boolean> {
  const { pathname } = new URL(request.url)
  if (/\/(products|productExtend)$/.test(pathname)) return true
  if (request.method !== 'POST') return false
  return /products\(first/.test(await request.clone().text())
}

/** Answers every page as `lie` says, given the true answer and how many pages came before. */
function lying(
  lie: (body: Json | unknown[], count: number) => unknown,
): (program: ShopProgram) => ShopProgram {
  return (program) => {
    let count = 0
    return {
      fetch: async (request) => {
        const page = await isPage(request)
        const answer = await program.fetch(request)
        if (!page) return answer
        const headers = new Headers(answer.headers)
        const body = (await answer.json()) as Json | unknown[]
        return new Response(JSON.stringify(lie(body, count++)), { status: answer.status, headers })
      },
    }
  }
}

type Rows = { rows: unknown[]; put: (rows: unknown[]) => unknown }

/** The products of a page, whatever its shape. */
function rowsOf(body: Json | unknown[]): Rows {
  if (Array.isArray(body)) return { rows: body, put: (rows) => rows }
  if ('items' in body) return { rows: body['items'] as unknown[], put: (items) => ({ ...body, items }) }
  const data = body['data'] as { products: { nodes: unknown[]; pageInfo: Json } }
  const { products } = data
  return {
    rows: products.nodes,
    put: (nodes) => ({ ...body, data: { products: { ...products, nodes } } }),
  }
}

/** The very first page, for ever. */
function sameAgain() {
  let first: unknown = null
  return lying((body) => {
    first ??= body
    return first
  })
}

const twice = () =>
  lying((body) => {
    const { rows, put } = rowsOf(body)
    return put([...rows, rows[0]])
  })

/** A page that has nothing on it and says that more follows. */
const emptyForEver = () =>
  lying((body, count) => {
    if (count === 0) return body
    if (Array.isArray(body)) return []
    if ('items' in body) return { ...body, items: [], pageCount: 1000, next: { href: 'http://x/y?page=9' } }
    const pageInfo = { hasNextPage: true, endCursor: 'x' }
    return { ...body, data: { products: { nodes: [], pageInfo } } }
  })

let open: OpenCatalogue | null = null
afterEach(() => open?.close())

const PAGED: readonly Streamed[] = STREAMED.filter((id) => id !== 'shopify')

describe.each(PAGED)('%s', (id) => {
  test.each([
    ['gives the same page again and again', sameAgain],
    ['gives an id twice', twice],
  ] as const)(
    '%s',
    async (_, lie) => {
      open = await openCatalogue(id, { between: lie() })
      const { error } = await readStream(open.shop())
      expect(error).toMatchObject({ name: 'AppError', code: 'shop_invalid_response' })
      expect(open.running.calls.list().length).toBeLessThan(60)
    },
    30_000,
  )

  test('says that more follows, and gives nothing', async () => {
    open = await openCatalogue(id, { between: emptyForEver() })
    const { error } = await readStream(open.shop())
    // WooCommerce says how many there are: an empty page short of it is no end either.
    expect(error).toMatchObject({ name: 'AppError', code: 'shop_invalid_response' })
    expect(open.running.calls.list().length).toBeLessThan(60)
  }, 30_000)
})

describe('shopify, ids', () => {
  test('the same ids again end the stream of ids', async () => {
    open = await openCatalogue('shopify', { between: sameAgain() })
    await expect(readIds(open.shop())).rejects.toMatchObject({ code: 'shop_invalid_response' })
  })

  test('changes whose cursor leads back end the increment', async () => {
    open = await openCatalogue('shopify-pages', { between: sameAgain() })
    for (let id = 1; id <= 120; id++) open.catalogue.changeProduct(id)
    const since = new Date(Date.now() - 60_000).toISOString()
    const { error, products } = await readStream(open.shop(), { updatedAfter: since })
    expect(error).toMatchObject({ name: 'AppError', code: 'shop_invalid_response' })
    expect(idsIn(products)).toHaveLength(50)
  })
})

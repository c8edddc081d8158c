// Pages out of a superset are the pages of the filtered whole: nothing twice, nothing lost.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PagePosition } from '../model/page.ts'
import { fillPage, type ScanResult, type SupersetPage } from './scan.ts'

/** A superset in pages of a size; its tokens are as awkward as a platform's may be. */
function superset(items: readonly number[], pageSize: number) {
  const reads: (string | null)[] = []
  const read = async (at: string | null): Promise<SupersetPage<number>> => {
    reads.push(at)
    const start = at === null ? 0 : Number(at.split('\n').at(-1))
    const end = start + pageSize
    return { items: items.slice(start, end), next: end < items.length ? `c:${pageSize}:\n${end}` : null }
  }
  return { read, reads }
}

const isEven = (item: number) => item % 2 === 0
const world = fc.record({
  items: fc.uniqueArray(fc.integer({ min: 0, max: 9_999 }), { maxLength: 60 }),
  pageSize: fc.integer({ min: 1, max: 12 }),
  limit: fc.integer({ min: 1, max: 10 }),
  maxReads: fc.integer({ min: 1, max: 80 }),
})

describe('by cursor', () => {
  it('the pages after each other are the filtered whole', async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ items, pageSize, limit, maxReads }) => {
        const { read } = superset(items, pageSize)
        const seen: number[] = []
        let position: PagePosition = { page: 1 }
        for (let pages = 0; ; pages++) {
          expect(pages).toBeLessThan(items.length + 2)
          const page: ScanResult<number> = await fillPage({
            read,
            keep: isEven,
            page: { limit, position },
            maxReads,
          })
          seen.push(...page.items)
          expect(page.items.length).toBeLessThanOrEqual(limit)
          // A page that is short says why, unless it is the last.
          if (page.next !== null && page.items.length < limit) {
            expect(page.coverage.map((reason) => reason.code)).toEqual(['scan_limit'])
          } else expect(page.coverage).toEqual([])
          if (page.next === null) break
          position = { after: page.next }
        }
        expect(seen).toEqual(items.filter(isEven))
      }),
      { numRuns: 300 },
    )
  })

  it('never reads more than it may', async () => {
    const { read, reads } = superset(Array(200).fill(1), 1)
    const page = await fillPage({ read, keep: isEven, page: { limit: 5, position: { page: 1 } } })
    expect(reads).toHaveLength(12)
    expect(page).toMatchObject({ items: [], coverage: [{ code: 'scan_limit' }] })
    expect(page.next).not.toBeNull()
  })

  it('reads one page when all that was asked for is on it', async () => {
    const { read, reads } = superset([2, 4, 6, 8, 10, 12], 3)
    const page = await fillPage({ read, keep: isEven, page: { limit: 3, position: { page: 1 } } })
    expect(page.items).toEqual([2, 4, 6])
    expect(reads).toHaveLength(1)
  })

  it('goes on in the middle of a page', async () => {
    const { read, reads } = superset([2, 3, 4, 6, 8], 5)
    const first = await fillPage({ read, keep: isEven, page: { limit: 2, position: { page: 1 } } })
    expect(first.items).toEqual([2, 4])
    const second = await fillPage({
      read,
      keep: isEven,
      page: { limit: 2, position: { after: String(first.next) } },
    })
    expect(second).toEqual({ items: [6, 8], next: null, coverage: [] })
    expect(reads).toEqual([null, null])
  })
})

describe('by number', () => {
  it('each page is that part of the filtered whole, or is refused as too far', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.integer({ min: 1, max: 12 }),
        async ({ items, pageSize, limit, maxReads }, number) => {
          const { read } = superset(items, pageSize)
          const kept = items.filter(isEven).slice((number - 1) * limit, number * limit)
          const asked = { limit, position: { page: number } }
          const page = await fillPage({ read, keep: isEven, page: asked, maxReads }).catch(
            (thrown: unknown) => {
              expect(thrown).toMatchObject({ code: 'invalid_request', fields: [{ field: 'page' }] })
              return null
            },
          )
          if (page === null) expect(items.length).toBeGreaterThan(pageSize * maxReads)
          else if (page.coverage.length > 0) expect(page.items).toEqual(kept.slice(0, page.items.length))
          else expect(page.items).toEqual(kept)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('has nothing beyond the end', async () => {
    const { read } = superset([2, 4], 1)
    const page = await fillPage({ read, keep: isEven, page: { limit: 2, position: { page: 5 } } })
    expect(page).toEqual({ items: [], next: null, coverage: [] })
  })
})

describe('a cursor of somebody else’s making', () => {
  it.each(['', ':', 'x', '1', '-1:', '1.5:', ' 1:', '1234567:', 'NaN:a', '1\n:'])(
    '%j is refused',
    async (after) => {
      const { read, reads } = superset([2], 1)
      await expect(
        fillPage({ read, keep: isEven, page: { limit: 1, position: { after } } }),
      ).rejects.toMatchObject({ code: 'invalid_request', fields: [{ field: 'cursor' }] })
      expect(reads).toEqual([])
    },
  )

  it('may point behind the end of its page', async () => {
    const { read } = superset([2, 4], 2)
    const page = await fillPage({ read, keep: isEven, page: { limit: 1, position: { after: '999999:' } } })
    expect(page).toEqual({ items: [], next: null, coverage: [] })
  })
})

// One page of a list: walked to by its number, read in steps the shop can afford, compared, and kept full.
import { AppError } from '../../errors.ts'
import type { CoverageReason, PageRequest } from '../../model/page.ts'
import type { ReferenceCache } from '../reference-cache.ts'
import { fillPage } from '../scan.ts'
import { TOO_EXPENSIVE } from './answer-errors.ts'
import type { WireCount, WireEdges, WirePageInfo } from './page-wire.ts'
import type { Fit } from './search-query.ts'

/** The most that Shopify gives at once. */
const MAX_STEP = 250
/** A walk of 20 steps: 5,000 records. What lies beyond is reached by the cursor. */
const MAX_WALK = 20 * MAX_STEP
/** How many are read at once where not every one will be kept. */
const FIRST_LOOSE_READ = 50
const NEXT_LOOSE_READ = 100
const MAX_READS = 8
const STEP_KEPT_MS = 3_600_000

export type Step = { readonly first: number; readonly after: string | null; readonly count: boolean }
export type Listing<Wire, Item> = {
  /** Names the document, for remembering how much of it the shop allows at once. */
  readonly name: string
  readonly page: PageRequest
  readonly fit: Fit
  readonly cache: ReferenceCache
  readonly read: (step: Step) => Promise<WireEdges<Wire> & { readonly count?: WireCount }>
  /** Where a step ends, without what is in it. */
  readonly walk: (step: Step) => Promise<{ readonly pageInfo: WirePageInfo; readonly count?: WireCount }>
  readonly toItem: (wire: Wire) => Item
  readonly keep: (item: Item, wire: Wire) => boolean
}

export type Entry<Wire, Item> = { readonly wire: Wire; readonly item: Item }
export type Listed<Wire, Item> = {
  readonly entries: readonly Entry<Wire, Item>[]
  readonly next: string | null
  readonly total: number | null
  readonly coverage: readonly CoverageReason[]
}

function refuseField(field: string, detail: string, message: string): AppError {
  return new AppError('invalid_request', detail, { fields: [{ field, message }] })
}

/** An exact count, or null: beyond 25,000 Shopify only says "more than". */
export function exactCount(count: WireCount): number | null {
  return count?.precision === 'EXACT' ? count.count : null
}

type Walked = { readonly after: string; readonly total: number | null } | { readonly beyond: number | null }

async function walkTo<Wire, Item>(listing: Listing<Wire, Item>, skip: number): Promise<Walked> {
  if (skip > MAX_WALK) {
    const detail = 'This page is too far away. Follow next_cursor instead.'
    throw refuseField('page', detail, 'is too far away')
  }
  let after: string | null = null
  let total: number | null = null
  for (let left = skip; left > 0; left -= MAX_STEP) {
    const { pageInfo, count } = await listing.walk({
      first: Math.min(left, MAX_STEP),
      after,
      count: after === null,
    })
    if (after === null) total = exactCount(count)
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) return { beyond: total }
    after = pageInfo.endCursor
  }
  return { after: after ?? '', total }
}

/** Reads a step; what is too expensive for the shop is asked for by halves, and remembered for an hour. */
async function readAffordably<Wire, Item>(listing: Listing<Wire, Item>, step: Step) {
  const key = `shopify:step:${listing.name}`
  const known = await listing.cache.get(key, STEP_KEPT_MS, async () => MAX_STEP)
  for (let first = Math.min(step.first, known); ; first = Math.ceil(first / 2)) {
    try {
      const page = await listing.read({ ...step, first })
      if (first < Math.min(step.first, known)) {
        listing.cache.drop(key)
        await listing.cache.get(key, STEP_KEPT_MS, async () => first)
      }
      return page
    } catch (error) {
      if (first === 1 || !(error instanceof AppError) || error.reason !== TOO_EXPENSIVE) throw error
    }
  }
}

function checkToken(page: PageRequest): void {
  if ('after' in page.position && !/^0:[\x21-\x7e]{0,2000}$/.test(page.position.after)) {
    throw refuseField('cursor', 'The cursor is not valid.', 'is not valid here')
  }
}

/**
 * One page. Where the search finds exactly what was asked for, a page number is reached by a walk over bare
 * cursors, and the total is known; otherwise by reading and comparing from the start.
 */
export async function listPage<Wire, Item>(listing: Listing<Wire, Item>): Promise<Listed<Wire, Item>> {
  const { page, fit } = listing
  checkToken(page)
  let total: number | null = null
  let position = page.position
  if (fit === 'exact' && 'page' in position && position.page > 1) {
    const walked = await walkTo(listing, (position.page - 1) * page.limit)
    if ('beyond' in walked) return { entries: [], next: null, total: walked.beyond, coverage: [] }
    position = { after: `0:${walked.after}` }
    total = walked.total
  }
  let reads = 0
  let cursors: readonly string[] = []
  const result = await fillPage<Entry<Wire, Item>>({
    page: { limit: page.limit, position },
    maxReads: MAX_READS,
    keep: (entry) => listing.keep(entry.item, entry.wire),
    read: async (after) => {
      const isFirst = reads++ === 0
      const loose = Math.max(isFirst ? FIRST_LOOSE_READ : NEXT_LOOSE_READ, page.limit)
      const first = fit === 'loose' ? loose : page.limit
      const count = fit === 'exact' && isFirst && total === null
      const read = await readAffordably(listing, { first, after, count })
      if (count) total = exactCount(read.count)
      cursors = read.edges.map((edge) => edge.cursor)
      const items = read.edges.map(({ node }) => ({ wire: node, item: listing.toItem(node) }))
      return { items, next: read.pageInfo.hasNextPage ? read.pageInfo.endCursor : null }
    },
  })
  return { entries: result.items, next: nextToken(result.next, cursors), total, coverage: result.coverage }
}

/** A token that names the last record given out, so that it holds good whatever the size of the steps. */
function nextToken(token: string | null, cursors: readonly string[]): string | null {
  const skip = Number(token?.split(':', 1)[0] ?? 0)
  return skip === 0 ? token : `0:${cursors[skip - 1] ?? ''}`
}

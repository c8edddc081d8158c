// Full pages out of a shop that can only be asked for more than was wanted.
import { AppError } from '../errors.ts'
import type { CoverageReason, PageRequest } from '../model/page.ts'

/** The longest walk for one page; what lies beyond is reached by the cursor. */
const MAX_READS = 12

/** One page of the superset: `next` says where the one after it begins, null at the end. */
export type SupersetPage<T> = { readonly items: readonly T[]; readonly next: string | null }

export type Scan<T> = {
  /** Reads the superset's page at `at`; null is the first. */
  readonly read: (at: string | null) => Promise<SupersetPage<T>>
  /** Whether an item is what was asked for. */
  readonly keep: (item: T) => boolean
  readonly page: PageRequest
  readonly maxReads?: number
}

export type ScanResult<T> = {
  readonly items: readonly T[]
  readonly next: string | null
  readonly coverage: readonly CoverageReason[]
}

type Position = { readonly at: string | null; readonly skip: number }

function parsePosition(token: string): Position {
  const match = /^(\d{1,6}):(.*)$/s.exec(token)
  if (!match)
    throw new AppError('invalid_request', 'The cursor is not valid.', {
      fields: [{ field: 'cursor', message: 'is not valid here' }],
    })
  return { skip: Number(match[1]), at: match[2] === '' ? null : (match[2] ?? null) }
}

/**
 * Fills a page of `page.limit` kept items from a superset, in the shop's order. A page number is reached by
 * walking from the start. After `maxReads` reads it stops: the page may then be short, `next` goes on from
 * there, and coverage says `scan_limit`; a page number that far away is refused.
 */
export async function fillPage<T>(scan: Scan<T>): Promise<ScanResult<T>> {
  const { limit, position } = scan.page
  const start: Position = 'after' in position ? parsePosition(position.after) : { at: null, skip: 0 }
  let toSkip = 'page' in position ? (position.page - 1) * limit : 0
  let at = start.at
  let skip = start.skip
  const items: T[] = []
  for (let reads = 0; reads < (scan.maxReads ?? MAX_READS); reads++) {
    const page = await scan.read(at)
    for (const [index, item] of page.items.entries()) {
      if (index < skip || !scan.keep(item)) continue
      if (toSkip > 0) {
        toSkip--
        continue
      }
      if (items.length === limit) return { items, next: `${index}:${at ?? ''}`, coverage: [] }
      items.push(item)
    }
    if (page.next === null) return { items, next: null, coverage: [] }
    if (items.length === limit) return { items, next: `0:${page.next}`, coverage: [] }
    at = page.next
    skip = 0
  }
  if (toSkip > 0) {
    throw new AppError(
      'invalid_request',
      'This page is too far away for this filter. Follow next_cursor instead.',
      {
        fields: [{ field: 'page', message: 'is too far away for this filter' }],
      },
    )
  }
  const detail =
    'The shop can only be searched by reading through it, and this page stopped early. next_cursor goes on.'
  return { items, next: `0:${at}`, coverage: [{ code: 'scan_limit', detail }] }
}

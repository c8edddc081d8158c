// Which page of which size covers a stretch of a list: pages of the API begin at multiples of their size only.
import { MAX_LIMIT, type PageAt } from './client.ts'

/** Room on a last page for records that come in until the next read, so that it stays the last page. */
const ROOM = 5

const startOf = (at: PageAt) => at.page * at.limit

/** The smallest size from `least` on whose page that holds `index` pleases `fits`. */
function findPage(index: number, least: number, fits: (at: PageAt) => boolean): PageAt | null {
  for (let limit = Math.max(1, least); limit <= MAX_LIMIT; limit++) {
    const at = { page: Math.floor(index / limit), limit }
    if (fits(at)) return at
  }
  return null
}

/**
 * The page that ends a list of `total` records and holds at least its last `size`: a page of `size` records
 * would hold only what is left over, so a somewhat larger one is asked for, and cut. Where none will do, the
 * last page of the largest size: it may then hold fewer.
 */
export function tailPage(total: number, size: number): PageAt {
  const last = Math.max(0, total - 1)
  const first = Math.max(0, total - size)
  const holdsTail = (at: PageAt) => startOf(at) <= first
  return (
    findPage(last, size, (at) => holdsTail(at) && startOf(at) + at.limit - total >= ROOM) ??
    findPage(last, size, holdsTail) ?? { page: Math.floor(last / MAX_LIMIT), limit: MAX_LIMIT }
  )
}

/** The smallest page that holds the records from `from` up to, not with, `to`; null where none can. */
export function coveringPage(from: number, to: number): PageAt | null {
  return findPage(from, to - from, (at) => startOf(at) + at.limit >= to)
}

/**
 * The page that holds the records from `from` up to `end`, and of the `more` behind them as many as one page can
 * hold with these: up to 100 records always fit on a page, a few more nearly always.
 */
export function widePage(from: number, end: number, more: number): { at: PageAt; to: number } | null {
  for (let to = end + more; to >= end; to--) {
    const at = coveringPage(from, to)
    if (at) return { at, to }
  }
  return null
}

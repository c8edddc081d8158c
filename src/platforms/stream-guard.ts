// What keeps a stream from reading for ever: a shop can repeat itself, stand still, or make products up.
import { invalidAnswer } from './shop-answer.ts'

/** More than any shop of these platforms was seen with (128,685): what goes on beyond is made up. */
const MOST_RECORDS = 2_000_000
/** Records can move, so that a page has nothing new on it; so many pages in a row are no accident. */
const MOST_BARREN = 10

/** Told about every page. Throws `shop_invalid_response` when the shop cannot be one that tells the truth. */
export type StreamGuard = {
  /** The ids of a page as it came. One that is on it twice is a lie. */
  page(ids: readonly (string | number)[]): void
  /** How many of the page's records had not been given before. */
  fresh(count: number): void
}

/** A guard for one stream; `mostRecords` is for tests. */
export function createStreamGuard(mostRecords = MOST_RECORDS): StreamGuard {
  let records = 0
  let barren = 0
  return {
    page(ids) {
      if (new Set(ids).size !== ids.length) throw invalidAnswer('stream_id_twice')
      records += ids.length
      if (records > mostRecords) throw invalidAnswer('stream_endless')
    },
    fresh(count) {
      barren = count > 0 ? 0 : barren + 1
      if (barren >= MOST_BARREN) throw invalidAnswer('stream_stands_still')
    },
  }
}

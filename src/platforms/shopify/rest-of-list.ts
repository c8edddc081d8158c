// The rest of a list inside a record, from where its first page ended.
import type { WireNodes } from './page-wire.ts'

/** Most follow-up calls for one page of records; what is left then is said in the coverage. */
export const MAX_FOLLOW_UPS = 6

/** How many calls are left for a request. They are taken one by one. */
export type FollowUps = { left: number }

/**
 * The list with everything that follows it, as far as the calls last; its `pageInfo` says whether that was
 * to the end. `read` gives null when the record is gone meanwhile.
 */
export async function readRest<T>(
  begun: WireNodes<T>,
  followUps: FollowUps,
  read: (after: string) => Promise<WireNodes<T> | null>,
): Promise<WireNodes<T>> {
  let nodes = begun.nodes
  let { pageInfo } = begun
  while (pageInfo.hasNextPage && pageInfo.endCursor !== null && followUps.left > 0) {
    followUps.left--
    const page = await read(pageInfo.endCursor)
    if (!page) break
    nodes = [...nodes, ...page.nodes]
    pageInfo = page.pageInfo
  }
  return { nodes, pageInfo }
}

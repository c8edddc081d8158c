// Several calls at once, but not so many that one request takes the whole line to a shop.

/** The egress lets four calls to a store run and eight wait; more at once are refused. */
const AT_ONCE = 4

/** For work that nobody waits for: the other half of the line is for those who do. */
export const BACKGROUND_AT_ONCE = 2

/** The results of all tasks, in their order; the first failure is thrown. */
export async function inParallel<T>(tasks: readonly (() => Promise<T>)[], atOnce = AT_ONCE): Promise<T[]> {
  const results: T[] = []
  for (let start = 0; start < tasks.length; start += atOnce) {
    const group = tasks.slice(start, start + atOnce)
    results.push(...(await Promise.all(group.map((task) => task()))))
  }
  return results
}

// Products out of a bulk operation: waited for, read line by line, and taken up again at a line.
import { AppError } from '../../errors.ts'
import { PRODUCTS_OF_IDS } from './bulk-documents.ts'
import { type Assembled, createAssembler } from './bulk-lines.ts'
import { type BulkState, lookAtBulk, openResult } from './bulk-operation.ts'
import type { Admin } from './client.ts'
import { readAffordably, STREAM_SIZES, withAllVariants } from './product-pages.ts'
import type { StreamTools } from './product-stream.ts'
import type { WireProduct } from './product-wire.ts'
import type { BulkPlace, WireBatch } from './stream-place.ts'

const BATCH = 100
/** Facts §5: looked at after two to thirty seconds; the first looks are sooner, since a look costs one point. */
const FIRST_LOOK_MS = 250
const LATER_LOOK_MS = 30_000
/** Products that had to be read by themselves: from here on pages are cheaper than such a file. */
const MOST_ALONE = 1_000
const ALONE_AT_ONCE = 25

/**
 * How it ended: all was read; there is no result (any more) or none that can be read; or its lines lie so that
 * reading pages costs less.
 */
export type BulkOutcome = 'read' | 'lost' | 'scattered'

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Looks until there is a result or none will be. An empty batch at each look lets who reads stop there. */
async function* waitFor(
  { admin, context }: StreamTools,
  place: BulkPlace,
): AsyncGenerator<WireBatch, BulkState, undefined> {
  for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(waitMs * 2, LATER_LOOK_MS)) {
    const state = await lookAtBulk(admin, place.operation, context.now())
    if (state.kind !== 'running') return state
    yield { products: [], place }
    await sleep(waitMs)
  }
}

async function readAlone(admin: Admin, ids: readonly string[]): Promise<WireProduct[]> {
  const products: WireProduct[] = []
  const step = { first: ALONE_AT_ONCE }
  for (let start = 0; start < ids.length; ) {
    const begin = start
    const { data } = await readAffordably(step, (first) =>
      admin.ask(PRODUCTS_OF_IDS, { ids: ids.slice(begin, begin + first), ...STREAM_SIZES }),
    )
    start += step.first
    // One that was deleted since is null: it is no product any more.
    for (const node of data.nodes) if (node) products.push(await withAllVariants(admin, node))
  }
  return products
}

/** What is closed and not yet given, and how it is given. */
function createBatch(admin: Admin) {
  let ready: WireProduct[] = []
  let alone = new Set<string>()
  let count = 0
  return {
    put(closed: readonly Assembled[]): void {
      for (const one of closed) {
        if ('alone' in one) alone.add(one.alone)
        else ready.push(one)
      }
    },
    size: () => ready.length + alone.size,
    isTooMuch: () => count + alone.size > MOST_ALONE,
    async take(): Promise<WireProduct[]> {
      const ids = [...alone]
      const products = ready.filter(({ id }) => !alone.has(id))
      count += ids.length
      ready = []
      alone = new Set()
      return [...products, ...(await readAlone(admin, ids))]
    },
  }
}

async function* readResult(
  admin: Admin,
  lines: AsyncIterable<string>,
  expected: number,
  place: BulkPlace,
): AsyncGenerator<WireBatch, BulkOutcome, undefined> {
  const assembler = createAssembler()
  const batch = createBatch(admin)
  let [number, roots] = [0, 0]
  for await (const line of lines) {
    if (!line.includes('"__parentId":')) roots++
    if (number++ < place.lines) continue
    batch.put(assembler.add(line, number - 1))
    if (batch.isTooMuch()) return 'scattered'
    if (batch.size() < BATCH) continue
    const done = assembler.openFrom() ?? number
    yield { products: await batch.take(), place: { ...place, lines: done } }
  }
  // A file that breaks off at the end of a line looks whole.
  if (roots < expected) return 'lost'
  for (let last = assembler.closeOldest(); last; last = assembler.closeOldest()) {
    batch.put([last])
    if (batch.size() < BATCH) continue
    const done = assembler.openFrom() ?? number
    yield { products: await batch.take(), place: { ...place, lines: done } }
  }
  yield { products: await batch.take(), place: { ...place, lines: number } }
  return 'read'
}

/** The products of an operation, from a line of its result on. */
export async function* readBulk(
  tools: StreamTools,
  place: BulkPlace,
): AsyncGenerator<WireBatch, BulkOutcome, undefined> {
  const state = yield* waitFor(tools, place)
  if (state.kind !== 'done') return 'lost'
  if (state.url === null) return 'read'
  const lines = await openResult(state.url, tools.credentials, tools.context)
  if (lines === null) return 'lost'
  try {
    return yield* readResult(tools.admin, lines, state.products, place)
  } catch (thrown) {
    // A file that cannot be read will not be better the next time: another one may, and pages after that.
    if (thrown instanceof AppError && thrown.code === 'shop_invalid_response') return 'lost'
    throw thrown
  }
}

// Reading a whole catalogue: what each adapter offers the product sync, in batches that can be taken up again.
import type { UnifiedProduct } from '../model/product.ts'

/** JSON that only the adapter that made it understands; kept by the sync, never shown. Holds no secret. */
export type ResumePoint = Readonly<Record<string, string | number | boolean | null>>

/**
 * Products as they were read, whole, with all variants; 250 at most. A batch may be empty: then it only says
 * where to go on, e.g. while a shop prepares its catalogue.
 */
export type ProductBatch = {
  readonly products: readonly UnifiedProduct[]
  /** Goes on after this batch, in another process too, for as long as the platform keeps the place. */
  readonly resume: ResumePoint
}

export type ProductIdBatch = { readonly ids: readonly string[]; readonly resume: ResumePoint }

/** From where to read. */
export type StreamStart = {
  /** ISO 8601 in UTC: only products that changed at or after it; null: every product. */
  readonly updatedAfter: string | null
  /** The `resume` of the last batch that was kept; null: from the start. One that is no longer valid starts over. */
  readonly resume: ResumePoint | null
}

/**
 * A catalogue in constant memory: at most two batches are held, and nothing is read ahead of who reads. The end
 * of the iteration means that all was read; a failure is an AppError, and what came before it is good. An item
 * that changes while it is read comes at least once. The same id may come twice: the later one counts.
 */
export type ProductStreams = {
  streamProducts(start: StreamStart): AsyncIterable<ProductBatch>
  /** The ids of every product, as cheaply as the platform allows: what is kept and not among them was deleted. */
  streamProductIds(resume: ResumePoint | null): AsyncIterable<ProductIdBatch>
}

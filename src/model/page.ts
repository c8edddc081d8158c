// What a list of records is: one page of it, where the next begins, and what it cannot contain.
import { z } from 'zod'

export const coverageSchema = z
  .object({
    complete: z.boolean(),
    reasons: z.array(
      z.object({
        code: z.string(),
        detail: z.string(),
        since: z.iso.datetime().optional(),
      }),
    ),
  })
  .meta({ id: 'Coverage' })

/** What an answer can not contain, so that "not there" and "not visible" are never mistaken for each other. */
export type Coverage = z.infer<typeof coverageSchema>
export type CoverageReason = Coverage['reasons'][number]

/** The coverage that these reasons add up to; none of them means that the answer is complete. */
export function coverageOf(reasons: readonly CoverageReason[]): Coverage {
  const seen = new Map(reasons.map((reason) => [`${reason.code}\n${reason.detail}`, reason]))
  return { complete: seen.size === 0, reasons: [...seen.values()] }
}

/**
 * Which page is asked for: the `page`th (from 1), or the one that begins where `after` says.
 * `after` is the adapter's own token, exactly as an earlier `Page.next` of the same filters gave it.
 */
export type PageRequest = { readonly limit: number; readonly position: PagePosition }
export type PagePosition = { readonly page: number } | { readonly after: string }

/** One page. `next` is the adapter's own token for the page after it, null at the end. */
export type Page<T> = {
  readonly items: readonly T[]
  readonly next: string | null
  /** null where the platform cannot say it cheaply. */
  readonly total: number | null
  readonly sort: 'newest_first' | 'unspecified'
  readonly coverage: readonly CoverageReason[]
}

/** One record, and what it cannot contain. */
export type Single<T> = { readonly item: T; readonly coverage: readonly CoverageReason[] }

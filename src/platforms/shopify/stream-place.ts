// Where a stream of products goes on, in each of the three ways in which it can read.
import { z } from 'zod'
import type { WireProduct } from './product-wire.ts'

/** Above an id. */
export const idPlaceSchema = z.object({ way: z.literal('ids'), after: z.string().regex(/^\d{1,20}$/) })

const changePlaceSchema = z.object({
  way: z.literal('changes'),
  /** The instant that the search begins at, and the cursor in what it finds; empty for its first page. */
  from: z.iso.datetime({ offset: true }),
  cursor: z.string().max(2_000),
})

const bulkPlaceSchema = z.object({
  way: z.literal('bulk'),
  operation: z.string().regex(/^gid:\/\/shopify\/BulkOperation\/\d{1,20}$/),
  /** How many lines of its result are done with. */
  lines: z.number().int().nonnegative(),
  /** How many operations this stream has started. */
  tries: z.number().int().positive(),
})

export const placeSchema = z.discriminatedUnion('way', [idPlaceSchema, changePlaceSchema, bulkPlaceSchema])
export type Place = z.infer<typeof placeSchema>
export type ChangePlace = z.infer<typeof changePlaceSchema>
export type BulkPlace = z.infer<typeof bulkPlaceSchema>

/** Products with all their variants, and where to go on after them. */
export type WireBatch = { readonly products: readonly WireProduct[]; readonly place: Place }

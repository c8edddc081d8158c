// Places to go on from: each is bound to its store and to what was asked for, and any other one starts over.
import { z } from 'zod'
import type { ResumePoint } from './product-stream.ts'

/** What a place belongs to. One of another store, another stream or another time limit is foreign. */
export type ResumeKey = {
  readonly store: string
  readonly of: 'products' | 'ids'
  readonly since: string | null
}

const keySchema = z.object({ store: z.string(), of: z.string(), since: z.string().nullable() })

/** A place as it is kept. */
export function writeResume(key: ResumeKey, place: ResumePoint): ResumePoint {
  return { ...place, store: key.store, of: key.of, since: key.since }
}

/** The place in the given shape; null, which is the beginning, for none, for a foreign and for a broken one. */
export function readResume<T>(key: ResumeKey, shape: z.ZodType<T>, resume: ResumePoint | null): T | null {
  const owner = keySchema.safeParse(resume)
  if (!owner.success) return null
  const { store, of, since } = owner.data
  if (store !== key.store || of !== key.of || since !== key.since) return null
  const place = shape.safeParse(resume)
  return place.success ? place.data : null
}

// What a tool is, and how it asks the operations: always through the one door.
import type { z } from 'zod'
import type { DataKind } from '../caller.ts'
import { AppError } from '../errors.ts'
import type { Operation, Performed } from '../operation.ts'
import { listReadableStores } from '../operations/key-stores.ts'

/** Performs an operation as the caller of the request, with its guard, its limits and its record. */
export type Ask = (operation: Operation, input: Readonly<Record<string, unknown>>) => Promise<Performed>

/** What a tool found; `next` says what to ask the caller when that is not enough. */
export type Found = {
  readonly data: unknown
  readonly coverage?: unknown
  /** Stores that could not answer, with what to do about it. */
  readonly not_answered?: readonly { store_id: string; reason: string }[]
  readonly next?: string
}

/** One tool: a view of operations for a model. */
export type Tool = {
  /** A word that no voice platform keeps for itself. */
  readonly name: string
  readonly title: string
  readonly description: string
  /** Kinds of data that the key must be allowed, for the tool to be listed. */
  readonly needs: readonly DataKind[]
  readonly input: z.ZodObject
  /** The shape of `data`. */
  readonly data: z.ZodType
  readonly run: (ask: Ask, input: Readonly<Record<string, unknown>>) => Promise<Found>
}

/** A store as `stores.readable` lists it, as far as a tool looks. */
export type ReadableStore = {
  readonly id: string
  readonly permissions: Readonly<Record<DataKind, boolean>>
}

/** The stores that the key may read. */
export async function readableStores(ask: Ask): Promise<readonly ReadableStore[]> {
  return (await ask(listReadableStores, {})).body.data as readonly ReadableStore[]
}

/** The store that is named, or the only one there is. */
export async function storeOf(ask: Ask, storeId: unknown): Promise<string> {
  if (typeof storeId === 'string') return storeId
  const [only, second] = await readableStores(ask)
  if (only && !second) return only.id
  throw new AppError('invalid_request', 'This key reads several stores, or none: name one by store_id.', {
    fields: [{ field: 'store_id', message: 'is needed; get_shop lists the stores' }],
  })
}

/** The input without its `store_id` and `detail`, and without what is undefined. */
export function filtersOf(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).filter(
      ([name, value]) => !['store_id', 'detail'].includes(name) && value !== undefined,
    ),
  )
}

// What a lookup answers: the people found, how sure that is, and the state of each store.
import { z } from 'zod'
import type { StoreRow } from '../access/stores.ts'
import type { AppError } from '../errors.ts'
import {
  isSameAcrossStores,
  type LookupQuestion,
  MATCHED_BY,
  matchedBy,
  type PersonFound,
} from '../model/lookup.ts'
import { orderSchema } from '../model/order.ts'
import { type CoverageReason, coverageOf, coverageSchema } from '../model/page.ts'
import { sayOrder } from '../model/say-order.ts'
import type { SpokenLanguage } from '../model/speakable.ts'
import { PLATFORM_IDS } from '../platforms/platform.ts'
import type { StoreFound } from './lookup-store.ts'

const text = z.string().nullable()

const matchSchema = z
  .object({
    store_id: z.uuid(),
    platform: z.enum(PLATFORM_IDS),
    matched_by: z.enum(MATCHED_BY),
    person: z
      .object({
        customer_id: text.describe("The platform's id; null for a guest"),
        name: text,
        email: text,
        phone: text,
      })
      .nullable()
      .describe('null where who the buyer is may not be told'),
    orders: z.array(orderSchema).describe('Newest first; by order number that order alone'),
    say: text.describe('One sentence about the first of these orders, where `say` asked for it'),
  })
  .meta({ id: 'LookupMatch' })

const storeStateSchema = z
  .object({
    store_id: z.uuid(),
    name: z.string(),
    platform: z.enum(PLATFORM_IDS),
    state: z
      .enum(['answered', 'timeout', 'failed', 'refused'])
      .describe('`timeout`: it did not answer before the deadline; `refused`: it may not be read'),
    code: text.describe('The error’s code; null for a store that answered'),
    coverage: coverageSchema,
  })
  .meta({ id: 'LookupStore' })

export const lookupSchema = z
  .object({
    match: z
      .enum(['exact', 'candidates', 'none'])
      .describe(
        '`exact`: one person, and nobody else can be meant; `candidates`: ask the caller for more, do not guess; `none`: nobody in the stores that answered',
      ),
    matches: z.array(matchSchema),
    stores: z.array(storeStateSchema),
  })
  .meta({ id: 'Lookup' })

export type Lookup = z.infer<typeof lookupSchema>

/** How one store's part went: what it found, or why it did not. */
export type StoreAnswer = {
  readonly store: StoreRow
  readonly shopMs: number
  readonly persons: readonly string[]
} & (
  | { readonly found: StoreFound; readonly error: null }
  | { readonly found: null; readonly error: AppError }
)

const REFUSALS = new Set(['data_access_disabled', 'insufficient_scope', 'store_not_found', 'rate_limited'])

function stateOf({ store, found, error }: StoreAnswer): Lookup['stores'][number] {
  const { id, name, platform } = store
  const state =
    error === null
      ? 'answered'
      : error.code === 'shop_timeout'
        ? 'timeout'
        : REFUSALS.has(error.code)
          ? 'refused'
          : 'failed'
  const reasons = error === null ? found.coverage : [notAnswered(error)]
  return { store_id: id, name, platform, state, code: error?.code ?? null, coverage: coverageOf(reasons) }
}

function notAnswered({ code }: AppError): CoverageReason {
  const detail = 'This store is not in the answer: who was asked for may be there all the same.'
  return { code: code === 'shop_timeout' ? 'store_timeout' : 'store_not_answered', detail }
}

function howSure(answers: readonly StoreAnswer[], by: LookupQuestion['by']): Lookup['match'] {
  const all = answers.flatMap(({ found }) => found?.people ?? [])
  const [first, ...others] = all
  if (!first) return 'none'
  if (!answers.every(({ found }) => found?.isSure ?? true)) return 'candidates'
  const perStore = answers.every(({ found }) => (found?.people.length ?? 0) <= 1)
  const isOne =
    others.length === 0 ||
    // The same number in two shops is two orders, whosever they are.
    (by !== 'order_number' &&
      perStore &&
      others.every(({ person }) => isSameAcrossStores(first.person, person)))
  return isOne ? 'exact' : 'candidates'
}

/** How the answer is to be told. */
export type Telling = {
  readonly by: LookupQuestion['by']
  readonly say: SpokenLanguage | undefined
  readonly now: number
}

function toMatch(store: StoreRow, { person, orders }: PersonFound, { by, say, now }: Telling) {
  const [newest] = orders
  const place = { country: store.country, now }
  return {
    store_id: store.id,
    platform: store.platform,
    matched_by: matchedBy(by),
    person,
    orders: [...orders],
    say: say && newest ? sayOrder(newest, say, place) : null,
  }
}

/** The answer that these stores' answers make, in the order of the stores. */
export function toLookup(answers: readonly StoreAnswer[], telling: Telling): Lookup {
  return {
    match: howSure(answers, telling.by),
    matches: answers.flatMap(({ store, found }) =>
      (found?.people ?? []).map((person) => toMatch(store, person, telling)),
    ),
    stores: answers.map(stateOf),
  }
}

/** All that any store's answer cannot contain. */
export function coverageOfAll(answers: readonly StoreAnswer[]): readonly CoverageReason[] {
  return answers.flatMap((answer) => stateOf(answer).coverage.reasons)
}

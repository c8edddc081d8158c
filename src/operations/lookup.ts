// The lookup: who is calling, and how their newest orders stand, over one store or all of them.
import { z } from 'zod'
import { hashPersons } from '../access/log-persons.ts'
import type { StoreRow } from '../access/stores.ts'
import type { DataKind } from '../caller.ts'
import type { AppError } from '../errors.ts'
import { BRIEF_ORDER } from '../model/brief.ts'
import type { LookupQuestion } from '../model/lookup.ts'
import { orderSchema } from '../model/order.ts'
import { operation, type StoreRead } from '../operation.ts'
import { readPhone } from './filters.ts'
import { detailInput, fieldsInput, readFields, storeIdInput } from './list-input.ts'
import { coverageOfAll, type Lookup, lookupSchema, type StoreAnswer, toLookup } from './lookup-answer.ts'
import { lookInStores, rightsOf } from './lookup-stores.ts'
import { sayInput, withFields, withSaid } from './say-input.ts'

const DEFAULT_ORDERS = 3
const DEFAULT_DEADLINE_MS = 3_000

/** What an order is compared by, and put in order. */
const COMPARED = ['id', 'number', 'placed_at', 'customer', 'billing_address']

const WAYS = ['phone', 'email', 'order_number', 'name'] as const

const input = z
  .strictObject({
    phone: z.string().min(3).max(40).optional().describe("Any spelling; read in each store's country"),
    email: z.string().trim().min(3).max(254).optional().describe('Exact, without regard to case'),
    order_number: z
      .string()
      .max(64)
      .transform((text) => text.normalize('NFKC').trim().replace(/^#/, '').trim())
      .pipe(z.string().min(1))
      .optional()
      .describe('As people see it, with or without #'),
    name: z
      .string()
      .max(100)
      .transform((text) =>
        text
          .normalize('NFC')
          .replace(/[\s,]+/gu, ' ')
          .trim(),
      )
      .pipe(z.string().min(2))
      .optional()
      .describe('The whole name, words in either order, to the accent; together with postal_code'),
    postal_code: z.string().trim().min(2).max(16).optional().describe('With name'),
    store_id: storeIdInput.optional().describe('Without it every store that the key may read is asked'),
    orders: z
      .number()
      .int()
      .min(0)
      .max(10)
      .optional()
      .describe(`How many of each person's newest orders; default ${DEFAULT_ORDERS}`),
    deadline_ms: z
      .number()
      .int()
      .min(200)
      .max(10_000)
      .optional()
      .describe(`When the answer comes, with or without the slow stores; default ${DEFAULT_DEADLINE_MS}`),
    fields: fieldsInput(orderSchema),
    detail: detailInput.describe('Of the orders; default `brief`; not together with fields'),
    say: sayInput,
  })
  .superRefine((asked, context) => {
    const given = WAYS.filter((way) => asked[way] !== undefined)
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (given.length !== 1) refuse('phone', `send exactly one of ${WAYS.join(', ')}`)
    if ((asked.name === undefined) !== (asked.postal_code === undefined))
      refuse('postal_code', 'goes together with name')
  })
type Input = z.infer<typeof input>

const kindOf = (asked: Pick<Input, 'order_number'>): DataKind =>
  asked.order_number === undefined ? 'customers' : 'orders'

const wayOf = (asked: Input): LookupQuestion['by'] => WAYS.find((way) => asked[way] !== undefined) ?? 'phone'

/** The question, with a phone number read in a country; refused when it is no number there. */
function questionOf(asked: Input, country: string | null): LookupQuestion {
  const { email, order_number: number, name, postal_code: postalCode } = asked
  if (email !== undefined) return { by: 'email', email }
  if (number !== undefined) return { by: 'order_number', number }
  if (name !== undefined && postalCode !== undefined) return { by: 'name', name, postalCode }
  return { by: 'phone', phone: readPhone(asked.phone ?? '', country) ?? '' }
}

/** The question that a body asks in a country; null for a body that is not valid. For tests of spellings. */
export function readQuestion(body: unknown, country: string | null): LookupQuestion | null {
  const parsed = input.safeParse(body)
  try {
    return parsed.success ? questionOf(parsed.data, country) : null
  } catch {
    return null
  }
}

/** Every store that was asked, as its row in the access log has it. */
function toReads(
  answers: readonly StoreAnswer[],
  kind: DataKind,
  rights: (store: StoreRow) => { customers: boolean; orders: boolean },
): StoreRead[] {
  return answers.map(({ store, found, error, shopMs, persons }) => {
    const may = rights(store)
    const people = found?.people ?? []
    const holdsOrders = people.some(({ orders }) => orders.length > 0)
    const releases: DataKind[] = [
      ...(may.customers || kind === 'customers' ? (['customers'] as const) : []),
      ...(holdsOrders || kind === 'orders' ? (['orders'] as const) : []),
    ]
    const items = error ? null : people.reduce((sum, { orders }) => sum + Math.max(1, orders.length), 0)
    return { store, resource: kind, releases, items, error, shopMs, persons }
  })
}

/** Where a phone number is one in no store's country, it was a wrong parameter. */
function throwIfNowhere(answers: readonly StoreAnswer[]): void {
  const [first] = answers
  if (first?.error && answers.every(({ error }) => error?.code === 'invalid_request')) throw first.error
}

export const lookUp = operation({
  name: 'lookup.find',
  summary:
    'Find who a phone number, an e-mail address, an order number, or a name with a postal code belongs to, with their newest orders, over one store or every store of the key.',
  route: { method: 'POST', function: 'webshop-data-api', path: '/lookup' },
  caller: 'api_key',
  resource: 'customers',
  resourceOf: kindOf,
  needs: [],
  store: 'optional',
  input,
  data: lookupSchema,
  run: async (call) => {
    const { services, input: asked } = call
    const kind = kindOf(asked)
    const selected = readFields(
      asked.fields,
      asked.detail ?? (asked.fields ? undefined : 'brief'),
      BRIEF_ORDER,
    )
    const { say, orders = DEFAULT_ORDERS, deadline_ms: deadlineMs = DEFAULT_DEADLINE_MS } = asked
    const answers = await lookInStores(call, {
      ask: (store) => questionOf(asked, store.country),
      kind,
      most: orders,
      deadlineMs,
      fields: withSaid(withFields(selected.fields, COMPARED), say),
      persons: (store) => hashPersons(lookUp, services, asked, store),
    })
    throwIfNowhere(answers)
    const telling = { by: wayOf(asked), say, now: services.now() }
    const data = toLookup(answers, telling)
    const { cut } = selected
    return {
      data,
      coverage: coverageOfAll(answers),
      meta: { source: 'live', fetched_at: new Date(services.now()).toISOString() },
      reads: toReads(answers, kind, (store) => rightsOf(call, store)),
      without: (refused: ReadonlyMap<string, AppError>) =>
        toLookup(
          answers.map((answer) => close(answer, refused)),
          telling,
        ),
      isMiss: data.match === 'none',
      ...(cut ? { cut: (whole: unknown) => cutOrders(whole as Lookup, cut) } : {}),
    }
  },
})

function close(answer: StoreAnswer, refused: ReadonlyMap<string, AppError>): StoreAnswer {
  const error = refused.get(answer.store.id)
  return error ? { ...answer, found: null, error } : answer
}

function cutOrders(whole: Lookup, cut: (data: unknown) => unknown): unknown {
  return { ...whole, matches: whole.matches.map((match) => ({ ...match, orders: cut(match.orders) })) }
}

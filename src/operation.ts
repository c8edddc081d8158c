// What an operation is: everything the product can do is one of these values.
import type { z } from 'zod'
import type { Standing } from './access/rate-limit.ts'
import type { StoreRow } from './access/stores.ts'
import type { Caller, DataKind } from './caller.ts'
import type { AppError } from './errors.ts'
import type { HintLanguage } from './model/health.ts'
import type { CoverageReason } from './model/page.ts'
import type { CallBudget } from './platforms/egress.ts'
import type { Services } from './services.ts'
import type { Stopwatch } from './stopwatch.ts'

/** The functions that operations are served under: `/functions/v1/<function>/…`. */
export type FunctionName =
  | 'webshop-data-api'
  | 'api-key-management'
  | 'api'
  | 'oauth-shopify'
  | 'oauth-woocommerce'
  | 'oauth-shoprenter'
  | 'scheduled-sync'
  | 'webhooks'
  | 'docs'
  | 'mcp'

export type Pagination = {
  readonly page: number
  readonly limit: number
  readonly total: number | null
  readonly has_more: boolean
  readonly next_cursor: string | null
}

/** What an operation over several stores did at one of them: each gets a row of its own in the access log. */
export type StoreRead = {
  readonly store: StoreRow
  /** What was asked for there. */
  readonly resource: DataKind
  /** Kinds of data of this store that the answer holds; they must still be allowed at the end. */
  readonly releases: readonly DataKind[]
  readonly items: number | null
  /** Why it was not read; null when it was. */
  readonly error: AppError | null
  readonly shopMs: number
  /** Hashes of whom the request named, by this store's secret. */
  readonly persons: readonly string[]
}

/** What `run` gives back; the door adds the rest of `meta`. */
export type Outcome = {
  readonly data: unknown
  readonly pagination?: Pagination
  readonly meta?: Readonly<Record<string, unknown>>
  readonly coverage?: readonly CoverageReason[]
  /** Kinds of data that the answer holds beside the operation's own; they must still be allowed at the end. */
  readonly alsoReleases?: readonly DataKind[]
  /** One for each store that was read or refused; only of operations that are not about one store alone. */
  readonly reads?: readonly StoreRead[]
  /** The data without what was of these stores, by id: they were closed to the key while it was read. */
  readonly without?: (refused: ReadonlyMap<string, AppError>) => unknown
  /** True when what was asked for is not there, though that is no error: many of those are a search by guessing. */
  readonly isMiss?: boolean
  /** Made of `data` after it was checked against the schema: the cut that the caller asked for. */
  readonly cut?: (data: unknown) => unknown
  /** The answer as lines of CSV, where `format` asked for it; sent instead of `data`, while it is read. */
  readonly csv?: AsyncIterable<string>
  /** The cookie's value for a browser that begins to connect a shop; see http-cookie.ts. */
  readonly browserSecret?: string
}

/** What `run` is given. */
export type Call<Input> = {
  readonly services: Services
  readonly caller: Caller
  readonly input: Input
  /** The store of `store_id`; only operations with `store: true` have one. */
  readonly store: StoreRow
  /** The same for operations whose `store_id` may be left out: then null. */
  readonly namedStore: StoreRow | null
  readonly budget: CallBudget
  readonly requestId: string
  /** `csv` only for operations that have `csvColumns`. */
  readonly format: 'json' | 'csv'
  /** The language of hints, as the request asked for it. */
  readonly language: HintLanguage
}

/** Everything the product can do is one of these. */
export type Operation<Input extends z.ZodObject = z.ZodObject, Data extends z.ZodType = z.ZodType> = {
  /** `orders.list`: also its id in the OpenAPI document and its word in the access log. */
  readonly name: string
  readonly summary: string
  readonly route: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    readonly function: FunctionName
    /** Below the function, `''` or `/orders/{id}`. */
    readonly path: string
    /** True for a DELETE that takes its input as a body; POST, PUT and PATCH always do. */
    readonly hasBody?: boolean
  }
  readonly caller: 'api_key' | 'user'
  /** What the access log calls it; null for operations that read no shop's data. */
  readonly resource: DataKind | 'stores' | null
  /** The same where it depends on what was asked. */
  readonly resourceOf?: (input: z.infer<Input>) => DataKind
  /** Kinds of data that the key must be allowed and the store must allow. */
  readonly needs: readonly DataKind[]
  /** True: the input has `store_id`, and `call.store` is that store. `optional`: it may have, see `namedStore`. */
  readonly store: boolean | 'optional'
  /** Strict: an unknown parameter is refused. Path, query and body go into one object. */
  readonly input: Input
  /** The shape of `data` in the answer. */
  readonly data: Data
  /** With them the answer comes as CSV to who asks for `text/csv`. */
  readonly csvColumns?: readonly string[]
  readonly status?: 200 | 201 | 202
  readonly run: (call: Call<z.infer<Input>>) => Promise<Outcome>
}

/** Names the types of an operation once. */
export function operation<Input extends z.ZodObject, Data extends z.ZodType>(
  definition: Operation<Input, Data>,
): Operation {
  return definition as unknown as Operation
}

/** One call of an operation, as the host or a job makes it. */
export type OperationRequest = {
  readonly requestId: string
  readonly authorization: string | null
  /** The `store_id` of the address as it stands there, so that it can be looked up along with the key. */
  readonly storeNamed?: string | null
  /** The id of an API key that a signed-in user asks as, instead of bringing the key. */
  readonly asKey?: string | null
  /** Read only once the caller is known, so that a stranger's body costs nothing. */
  readonly readInput: () => Promise<Readonly<Record<string, unknown>>>
  readonly address: string | null
  readonly agent: string | null
  /** Default `json`. */
  readonly format?: 'json' | 'csv'
  /** Default English. */
  readonly language?: HintLanguage
  readonly stopwatch?: Stopwatch
  /** Filled on the way: what the answer's headers say of the key, also when it is an error. */
  readonly standing?: Standing
}

export type Performed = {
  readonly status: number
  readonly body: { data: unknown; pagination?: Pagination; meta: Record<string, unknown> }
  /** When it is there, it is the answer. */
  readonly csv?: AsyncIterable<string>
  readonly browserSecret?: string
}

/** Whether the input of an operation is a JSON body. */
export function takesBody({ route }: Operation): boolean {
  return route.hasBody ?? ['POST', 'PUT', 'PATCH'].includes(route.method)
}

// The only door: what happens, in which order, whenever an operation is performed.
import type { StillAllowed } from './access/access-log.ts'
import { hasAccount } from './access/account.ts'
import { assertAddressAllowed, assertKeyMay, assertStillAllowed, assertStoreAllows } from './access/guard.ts'
import { hashPersons } from './access/log-persons.ts'
import { strangerReason } from './access/log-strangers.ts'
import { createStanding, type Standing } from './access/rate-limit.ts'
import { findStore, type StoreRow, storeNotFound } from './access/stores.ts'
import {
  type Caller,
  type DataKind,
  identifyApiKey,
  identifyAsKey,
  identifyUser,
  unauthorized,
} from './caller.ts'
import { AppError, asAppError, type ErrorCode } from './errors.ts'
import { coverageOf } from './model/page.ts'
import type { Operation, OperationRequest, Outcome, Performed, StoreRead } from './operation.ts'
import type { Services } from './services.ts'
import { createStopwatch, type Stopwatch } from './stopwatch.ts'

/** Nothing of one request goes on for longer than this, whatever shops do. */
const DEADLINE_MS = 10_000

/** Errors that say "you may not"; every other error is a failure of an attempt that was allowed. */
const DENIALS: ReadonlySet<ErrorCode> = new Set([
  'unauthorized',
  'data_access_disabled',
  'insufficient_scope',
  'store_not_found',
  'rate_limited',
  'address_blocked',
])

/** What has been learnt of the caller so far: an error on the way is recorded with it. */
type Known = {
  caller: Caller | null
  keyId: string | null
  userId: string | null
  store: StoreRow | null
  code: string | null
  /** The store that the address names, if it is the key's user's; not yet asked for by a valid input. */
  named: StoreRow | null
  persons: readonly string[]
  resource: Operation['resource']
}

/**
 * Caller, scope, rate limit, input, store and its permission, run, the access record committed, permission and
 * key still valid, output: in this order, for every operation. Throws AppError; an attempt whose key is known
 * has its row in the access log either way.
 */
export async function perform(
  op: Operation,
  services: Services,
  request: OperationRequest,
): Promise<Performed> {
  const stopwatch = request.stopwatch ?? createStopwatch(services.now)
  const known: Known = {
    caller: null,
    keyId: null,
    userId: null,
    store: null,
    code: null,
    named: null,
    persons: [],
    resource: op.resource,
  }
  let outcome: Outcome
  let data: unknown
  try {
    const standing = request.standing ?? createStanding()
    const caller = await admit(op, services, { ...request, standing }, known)
    const input = parseInput(op, await request.readInput())
    known.resource = op.resourceOf?.(input) ?? op.resource
    const isNamed = op.store === true || (op.store === 'optional' && input['store_id'] !== undefined)
    if (isNamed) known.store = await findStoreFor(services, caller, String(input['store_id']), known.named)
    if (known.store) {
      if (caller.kind === 'api_key') known.persons = await hashPersons(op, services, input, known.store)
      assertStoreAllows(known.store, op.needs)
      if (caller.kind === 'api_key') await services.limits.admitToStore(caller, known.store.id, standing)
    }
    stopwatch.mark('auth')
    const budget = { deadlineAt: services.now() + DEADLINE_MS, onCall: stopwatch.onShopCall }
    const store = known.store as StoreRow
    const { requestId, format = 'json', language = 'en' } = request
    const namedStore = known.store
    outcome = await op.run({
      services,
      caller,
      input,
      store,
      namedStore,
      budget,
      requestId,
      format,
      language,
    })
    data = op.data.parse(outcome.data)
  } catch (thrown) {
    const error = asAppError(thrown)
    services.abuse.observe({ callerKind: op.caller, request, known, error, walkedRecords: 0 })
    await record(op, services, request, known, stopwatch, { error, items: null })
    throw error
  }
  const items = Array.isArray(data) ? data.length : 1
  const rowOf = (result: RecordedResult, store = known.store) =>
    record(op, services, request, { ...known, store }, stopwatch, result)
  if (outcome.reads && outcome.reads.length > 0) {
    const refused = await recordReads(outcome.reads, known, rowOf)
    const [first] = refused.values()
    if (first && (known.store || first.code === 'unauthorized')) throw first
    if (refused.size > 0) data = op.data.parse(outcome.without?.(refused))
  } else {
    const still = await rowOf({ error: null, items })
    try {
      assertStillAllowed(still, known, [...op.needs, ...(outcome.alsoReleases ?? [])])
    } catch (thrown) {
      const error = asAppError(thrown)
      await rowOf({ error, items: null })
      throw error
    }
  }
  const isWalk = op.resource !== 'products' && (outcome.pagination?.page ?? 1) > 1
  const walkedRecords = isWalk ? items : 0
  const error = outcome.isMiss ? new AppError('not_found', 'There is nobody like that.') : null
  services.abuse.observe({ callerKind: op.caller, request, known, error, walkedRecords })
  return {
    status: op.status ?? 200,
    body: {
      data: outcome.cut ? outcome.cut(data) : data,
      ...(outcome.pagination ? { pagination: outcome.pagination } : {}),
      meta: {
        ...(known.store ? { store_id: known.store.id, platform: known.store.platform } : {}),
        ...outcome.meta,
        ...(outcome.coverage ? { coverage: coverageOf(outcome.coverage) } : {}),
        request_id: request.requestId,
      },
    },
    ...(outcome.csv ? { csv: outcome.csv } : {}),
    ...(outcome.browserSecret ? { browserSecret: outcome.browserSecret } : {}),
  }
}

/**
 * Lets a caller in: not from a blocked address, with a valid credential, from where the key may be used, within
 * its limits, for the kinds of data it is for. A thief outside a key's addresses uses up nothing of its limit;
 * a key that asks for what it is not for does.
 */
async function admit(
  op: Operation,
  services: Services,
  request: OperationRequest & { readonly standing: Standing },
  known: Known,
): Promise<Caller> {
  const { address, agent, standing } = request
  await services.abuse.assertNotBlocked(op.caller, address)
  const caller = await identify(op, services, request, known)
  assertAddressAllowed(caller, address)
  if (caller.kind === 'api_key') {
    services.keyUsage.note({ userId: caller.userId, keyId: caller.keyId, address, agent })
    standing.keyExpiresAt = caller.expiresAt
    await services.limits.admit(caller, standing)
  }
  assertKeyMay(caller, op.needs)
  return caller
}

async function identify(
  op: Operation,
  services: Services,
  request: OperationRequest,
  known: Known,
): Promise<Caller> {
  const { database, callerLookup: lookup, proof, now, config } = services
  const { authorization, asKey } = request
  const userTools = {
    keys: services.userKeys,
    issuer: config.authIssuer,
    now,
    // Where the accounts are another service's, it alone says who may still come.
    isThere: async (userId: string) => config.authJwksUrl !== null || (await hasAccount(database, userId)),
  }
  const keyTools = { lookup, proof, now, digest: services.secrets.keyDigest }
  const identified =
    op.caller === 'user'
      ? await identifyUser(authorization, userTools)
      : asKey
        ? await identifyAsKey(authorization, asKey, { ...userTools, database })
        : await identifyApiKey(authorization, op.store ? (request.storeNamed ?? null) : null, keyTools)
  if ('caller' in identified) {
    known.caller = identified.caller
    known.named = identified.store ?? null
    known.userId = identified.caller.userId
    known.keyId = identified.caller.kind === 'api_key' ? identified.caller.keyId : null
    return identified.caller
  }
  if (!identified.refused)
    services.accessLog.strangers.count(request.address, strangerReason(op.caller, request.authorization))
  known.userId = identified.refused?.userId ?? null
  known.keyId = identified.refused?.keyId ?? null
  known.code = identified.refused?.reason ?? null
  throw unauthorized()
}

function parseInput(op: Operation, raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const parsed = op.input.safeParse(raw)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: key.slice(0, 64), message: 'is not a parameter of this call' }))
      : [{ field: issue.path.join('.').slice(0, 64), message: issue.message }],
  )
  throw new AppError('invalid_request', 'A parameter is missing or not valid.', { fields })
}

async function findStoreFor(
  services: Services,
  caller: Caller,
  storeId: string,
  named: StoreRow | null,
): Promise<StoreRow> {
  const isNamed = named?.id === storeId.toLowerCase()
  const store = isNamed ? named : await findStore(services.database, caller.userId, storeId)
  // A store that the key is not for looks like one that is not there.
  if (caller.kind === 'api_key' && caller.storeIds && !caller.storeIds.includes(store.id))
    throw storeNotFound()
  return store
}

type RecordedResult = {
  error: AppError | null
  items: number | null
  resource?: DataKind
  shopMs?: number
  persons?: readonly string[]
}

/**
 * A row for each store of an operation over several, all in one commit; then what each still allows. Gives the
 * stores that closed meanwhile, with why; those have a second row that says so.
 */
async function recordReads(
  reads: readonly StoreRead[],
  known: Known,
  rowOf: (result: RecordedResult, store: StoreRow) => Promise<StillAllowed | null>,
): Promise<ReadonlyMap<string, AppError>> {
  const refused = new Map<string, AppError>()
  await Promise.all(
    reads.map(async ({ store, error, releases, ...result }) => {
      const still = await rowOf({ ...result, error }, store)
      if (error) return
      try {
        assertStillAllowed(still, { ...known, store }, releases)
      } catch (thrown) {
        const closed = asAppError(thrown)
        refused.set(store.id, closed)
        await rowOf({ ...result, error: closed, items: null }, store)
      }
    }),
  )
  return refused
}

async function record(
  op: Operation,
  services: Services,
  request: OperationRequest,
  known: Known,
  stopwatch: Stopwatch,
  result: RecordedResult,
): Promise<StillAllowed | null> {
  const { userId, keyId } = known
  if (op.caller !== 'api_key' || userId === null) return null
  const { error } = result
  return services.accessLog.record({
    user_id: userId,
    key_id: keyId,
    store_id: known.store?.id ?? null,
    operation: op.name,
    resource: result.resource ?? known.resource,
    outcome: error === null ? 'allowed' : DENIALS.has(error.code) ? 'denied' : 'failed',
    code: known.code ?? error?.code ?? null,
    status: error?.status ?? op.status ?? 200,
    item_count: result.items,
    request_id: request.requestId,
    address: request.address,
    agent: request.agent,
    duration_ms: Math.round(stopwatch.totalMs()),
    shop_ms: Math.round(result.shopMs ?? stopwatch.shopMs()),
    persons: result.persons ?? known.persons,
  })
}

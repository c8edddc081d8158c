// A store's kept credentials, renewed by one at a time over all instances.
import { AppError, asAppError } from '../errors.ts'
import { beforeDeadline } from '../platforms/call-failure.ts'
import type { CallBudget } from '../platforms/egress.ts'
import type { CredentialVault, PlatformId, Renewal } from '../platforms/platform.ts'
import type { Services } from '../services.ts'
import { endTurn, keepRenewed, readKept, takeTurn } from './renewal-turns.ts'
import { openCredentials, sealCredentials } from './sealed-credentials.ts'

/** A renewal has its own time: who happens to begin it may have little left, and many wait for it. */
const RENEWAL_MS = 8_000
/** Longer than a renewal takes with storing it, so that a turn ends by itself only when its holder died. */
const WAIT_MS = 12_000
const POLL_MS = 100
const MAX_KEEP_TRIES = 3

/** Whose credentials they are. */
export type RenewedStore = { readonly id: string; readonly user_id: string; readonly platform: PlatformId }

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Failures that another try within the minute would not mend; the rest is the breaker's to slow down. */
function lastingReason(thrown: unknown): string | null {
  const { code, reason } = asAppError(thrown)
  if (code === 'shop_invalid_response') return 'unreadable_answer'
  return code === 'shop_unauthorized' ? (reason ?? 'refused') : null
}

/** Opens a store's vault for one request: `budget` bounds how long it waits, not how long a renewal takes. */
export function openVault(services: Services, store: RenewedStore, budget: CallBudget): CredentialVault {
  const cache = services.caches.forStore(store.id)
  return {
    renew(renewal) {
      // Kept for no time: only those who come while it is under way share it.
      const key = `credentials:renewal:${renewal.mustWait}`
      const shared = cache.get(key, 0, () => renewOnce(services, store, renewal, budget.onCall))
      return beforeDeadline(shared, budget.deadlineAt - services.now())
    },
  }
}

async function renewOnce(
  services: Services,
  store: RenewedStore,
  renewal: Renewal,
  onCall: CallBudget['onCall'],
): Promise<unknown> {
  const before = await openCredentials(services, store, await readKept(services.database, store))
  if (!renewal.isNeeded(before)) return before
  const holder = crypto.randomUUID()
  const waitUntil = services.now() + WAIT_MS
  for (;;) {
    const turn = await takeTurn(services.database, store, holder)
    const kept = await openCredentials(services, store, turn.sealed)
    if (!renewal.isNeeded(kept)) {
      if (turn.isMine) await endTurn(services.database, store, holder, null)
      return kept
    }
    if (turn.isMine)
      return renewInTurn(services, store, renewal, { holder, kept, sealed: turn.sealed, onCall })
    if (turn.refused !== null) throw renewal.refused(turn.refused)
    if (!renewal.mustWait) return kept
    if (services.now() >= waitUntil) throw underWay()
    await sleep(POLL_MS + Math.random() * POLL_MS)
  }
}

function underWay(): AppError {
  return new AppError('shop_unavailable', 'The access to the shop is being renewed. Try again in a moment.', {
    reason: 'renewal_under_way',
    retryAfterSeconds: 2,
  })
}

type Turn = {
  readonly holder: string
  readonly kept: unknown
  readonly sealed: string | null
  readonly onCall: CallBudget['onCall']
}

/** What is sealed stays as it is until the new tokens are in its place: a crash before that loses nothing. */
async function renewInTurn(
  services: Services,
  store: RenewedStore,
  renewal: Renewal,
  turn: Turn,
): Promise<unknown> {
  const { database } = services
  try {
    const http = services.egress.open(store.id, services.platforms[store.platform].callsPerSecond, {
      deadlineAt: services.now() + RENEWAL_MS,
      ...(turn.onCall ? { onCall: turn.onCall } : {}),
    })
    const fresh = await renewal.renew(turn.kept, http)
    return await keep(services, store, turn, fresh)
  } catch (thrown) {
    await endTurn(database, store, turn.holder, lastingReason(thrown)).catch(() => undefined)
    throw thrown
  }
}

/** Puts the new credentials in the place of exactly those they were made of. */
async function keep(services: Services, store: RenewedStore, turn: Turn, fresh: unknown): Promise<unknown> {
  let { sealed } = turn
  for (let tries = 1; tries <= MAX_KEEP_TRIES; tries++) {
    const renewed = await sealCredentials(services, store, fresh)
    if (await keepRenewed(services.database, store, turn.holder, { old: sealed, renewed })) return fresh
    sealed = await readKept(services.database, store)
    const there = await openCredentials(services, store, sealed)
    // Sealed anew under another key is still the same; anything else was put there later than what we began with.
    if (JSON.stringify(there) !== JSON.stringify(turn.kept)) return there
  }
  throw underWay()
}

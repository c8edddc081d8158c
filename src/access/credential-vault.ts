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
/** Less than a request has, so that who waits in vain is told why. */
const WAIT_MS = 8_000
/** So long a reader waits who has a token that still works; the renewal then goes on without it. */
const PATIENCE_MS = 1_000
const POLL_MS = 100
const MAX_KEEP_TRIES = 3

/** Whose credentials they are. */
export type RenewedStore = { readonly id: string; readonly user_id: string; readonly platform: PlatformId }

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** A refusal would be the same a moment later; everything else may be over by then, and is asked for again. */
function refusalIn(thrown: unknown): string | null {
  const { code, reason } = asAppError(thrown)
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
      const leftMs = budget.deadlineAt - services.now()
      return beforeDeadline(shared, renewal.mustWait ? leftMs : Math.min(leftMs, PATIENCE_MS))
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
    await endTurn(database, store, turn.holder, refusalIn(thrown)).catch(() => undefined)
    const there = await openCredentials(services, store, await readKept(database, store))
    // Whoever took over from this turn when it took too long may have done it.
    if (!renewal.isNeeded(there)) return there
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

// The access check: whether products, customers and orders of a store can be read now.
import { AppError } from '../errors.ts'
import type { AccessCheck } from '../model/access-check.ts'
import { HEALTH_KINDS, type HealthKind, type HintLanguage, hintOf } from '../model/health.ts'
import { problemOf } from '../model/problem-of.ts'
import type { CallBudget } from '../platforms/egress.ts'
import type { Shop } from '../platforms/platform.ts'
import type { Services } from '../services.ts'
import { isAllowed } from './guard.ts'
import { keepVerdicts, type Look, type Verdict } from './store-health.ts'
import { openShop, type StoreRow } from './stores.ts'

const allowedKinds = (store: StoreRow) =>
  HEALTH_KINDS.filter((kind) => isAllowed(store.data_access_permissions, kind))

/** One kind, tried. Throws what is a failure of ours and says nothing of the store. */
async function lookAt(services: Services, kind: HealthKind, open: () => Promise<Shop>): Promise<Look> {
  const startedAt = services.now()
  const look = (reachable: boolean, problem: Verdict['problem']): Look => ({
    kind,
    reachable,
    problem,
    checked_at: new Date(startedAt),
    latency_ms: Math.round(services.now() - startedAt),
  })
  try {
    const shop = await open()
    return look(true, await shop.checkAccess(kind))
  } catch (thrown) {
    const problem = thrown instanceof AppError ? problemOf(thrown) : null
    if (problem === null) throw thrown
    return look(false, problem)
  }
}

/** Tries every kind that is switched on, all at once, and keeps what was found. */
async function lookAtAll(services: Services, store: StoreRow, budget: CallBudget): Promise<readonly Look[]> {
  const kinds = allowedKinds(store)
  if (kinds.length === 0) return []
  if (store.credentials === null) {
    const checked_at = new Date(services.now())
    return kinds.map((kind) => ({
      kind,
      reachable: false,
      problem: 'not_connected',
      checked_at,
      latency_ms: 0,
    }))
  }
  const opened = openShop(services, store, budget)
  const looks = await Promise.all(kinds.map((kind) => lookAt(services, kind, () => opened)))
  const kept = looks.filter(({ problem }) => problem !== 'shop_busy')
  await keepVerdicts(services.database, store, kept)
  services.health.learned(store, kept)
  return looks
}

function toAccessCheck(store: StoreRow, looks: readonly Look[], language: HintLanguage): AccessCheck {
  const shown = (kind: HealthKind) => {
    const allowed = isAllowed(store.data_access_permissions, kind)
    const look = allowed ? looks.find((one) => one.kind === kind) : undefined
    return {
      allowed,
      reachable: look?.reachable ?? null,
      problem: look?.problem ?? null,
      hint: hintOf(look?.problem ?? null, language),
      latency_ms: look?.latency_ms ?? null,
      checked_at: look?.checked_at.toISOString() ?? null,
    }
  }
  return { products: shown('products'), customers: shown('customers'), orders: shown('orders') }
}

/**
 * Tries now what can be read of a store, and keeps the verdict. The shop is asked for one record at most of each
 * kind that is switched on, none is kept, and of a kind that is off nothing is asked. What is wrong with the
 * store is in the answer; thrown is only what is wrong here.
 */
export async function checkAccess(
  services: Services,
  store: StoreRow,
  budget: CallBudget,
  language: HintLanguage = 'en',
): Promise<AccessCheck> {
  return toAccessCheck(store, await lookAtAll(services, store, budget), language)
}

/** The same for who may ask as often as they like: within ten seconds the last look is given again. */
export async function checkAccessAtMost(
  services: Services,
  store: StoreRow,
  budget: CallBudget,
  language: HintLanguage,
): Promise<AccessCheck> {
  // Another key once the switches or the credentials are others: what was found then says nothing now.
  const key = [
    store.id,
    ...allowedKinds(store),
    store.updated_at.getTime(),
    store.credentials === null,
  ].join()
  const looks = await services.health.shareCheck(key, () => lookAtAll(services, store, budget))
  return toAccessCheck(store, looks, language)
}

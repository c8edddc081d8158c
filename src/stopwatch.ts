// Where the time of one request went: ours before the shop, the shop's, and all of it.

export type ShopCall = {
  readonly startedAt: number
  readonly ms: number
  readonly status?: number | null
  readonly platform?: string
}

export type Stopwatch = {
  /** Notes that a step ended now. */
  mark(step: 'auth'): void
  /** For the egress: told about each call. Calls at the same time count once. */
  readonly onShopCall: (call: ShopCall) => void
  startedAt(): number
  /** In the order they ended. */
  calls(): readonly ShopCall[]
  authMs(): number
  shopMs(): number
  shopCalls(): number
  totalMs(): number
}

/** Starts now. */
export function createStopwatch(now: () => number): Stopwatch {
  const startedAt = now()
  const calls: ShopCall[] = []
  let authAt: number | null = null

  function shopMs(): number {
    let sum = 0
    let coveredTo = Number.NEGATIVE_INFINITY
    for (const { startedAt: from, ms } of calls.toSorted((a, b) => a.startedAt - b.startedAt)) {
      const to = from + ms
      sum += Math.max(0, to - Math.max(from, coveredTo))
      coveredTo = Math.max(coveredTo, to)
    }
    return sum
  }

  return {
    mark: () => {
      authAt ??= now()
    },
    onShopCall: (call) => void calls.push(call),
    startedAt: () => startedAt,
    calls: () => calls,
    authMs: () => (authAt ?? now()) - startedAt,
    shopMs,
    shopCalls: () => calls.length,
    totalMs: () => now() - startedAt,
  }
}

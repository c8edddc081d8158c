// Where the time of one request went: ours before the shop, the shop's, and all of it.

export type Stopwatch = {
  /** Notes that a step ended now. */
  mark(step: 'auth'): void
  /** For the egress: told about each call. Calls at the same time count once. */
  readonly onShopCall: (call: { readonly startedAt: number; readonly ms: number }) => void
  authMs(): number
  shopMs(): number
  shopCalls(): number
  totalMs(): number
}

/** Starts now. */
export function createStopwatch(now: () => number): Stopwatch {
  const startedAt = now()
  const calls: { from: number; to: number }[] = []
  let authAt: number | null = null

  function shopMs(): number {
    let sum = 0
    let coveredTo = Number.NEGATIVE_INFINITY
    for (const { from, to } of calls.toSorted((a, b) => a.from - b.from)) {
      sum += Math.max(0, to - Math.max(from, coveredTo))
      coveredTo = Math.max(coveredTo, to)
    }
    return sum
  }

  return {
    mark: () => {
      authAt ??= now()
    },
    onShopCall: ({ startedAt: from, ms }) => void calls.push({ from, to: from + ms }),
    authMs: () => (authAt ?? now()) - startedAt,
    shopMs,
    shopCalls: () => calls.length,
    totalMs: () => now() - startedAt,
  }
}

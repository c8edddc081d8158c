// Shopify's leaky bucket of query cost: charged as asked first, then refunded to what was really used.

/** What `extensions.cost.throttleStatus` says. */
export type ThrottleStatus = {
  readonly maximumAvailable: number
  readonly currentlyAvailable: number
  readonly restoreRate: number
}

export type CostBucket = {
  /** Takes the points, or nothing at all and false when there are not enough. */
  take(points: number): boolean
  giveBack(points: number): void
  /** Empties the bucket to what is given. */
  drainTo(points: number): void
  status(): ThrottleStatus
}

/** A bucket of `size` points that fills by `restoreRate` a second on the real clock. */
export function createBucket(size: number, restoreRate: number): CostBucket {
  let available = size
  let filledAt = Date.now()
  const fill = () => {
    const now = Date.now()
    available = Math.min(size, available + ((now - filledAt) / 1000) * restoreRate)
    filledAt = now
  }
  return {
    take(points) {
      fill()
      if (points > available) return false
      available -= points
      return true
    },
    giveBack(points) {
      available = Math.min(size, available + points)
    },
    drainTo(points) {
      fill()
      available = points
    },
    status() {
      fill()
      return { maximumAvailable: size, currentlyAvailable: Math.floor(available), restoreRate }
    },
  }
}

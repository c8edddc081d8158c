// Whether two sets of measurements tell of a difference.

/** The middle one; of an even number the upper middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Two-sided p of the Mann-Whitney test, by its normal approximation: good from some twenty values of each on. */
export function mannWhitneyP(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((value) => ({ value, isA: true })), ...b.map((value) => ({ value, isA: false }))]
  all.sort((x, y) => x.value - y.value)
  let rankSum = 0
  let ties = 0
  for (let from = 0; from < all.length; ) {
    let to = from
    while (to < all.length && all[to]?.value === all[from]?.value) to++
    const rank = (from + 1 + to) / 2
    ties += (to - from) ** 3 - (to - from)
    rankSum += rank * all.slice(from, to).filter(({ isA }) => isA).length
    from = to
  }
  const n = all.length
  const product = a.length * b.length
  const u = rankSum - (a.length * (a.length + 1)) / 2
  const deviation = Math.sqrt((product / 12) * (n + 1 - ties / (n * (n - 1))))
  return 2 * (1 - normalBelow(Math.abs(u - product / 2) / deviation))
}

/** The share of a normal distribution below z ≥ 0 (Abramowitz and Stegun 26.2.17, to 7 digits). */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const factors = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  const sum = factors.reduce((total, factor, index) => total + factor * t ** (index + 1), 0)
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum
}

// Money as the shop stores it: whole millionths, so that nothing is lost before it is rounded for an answer.

/** Millionths of a unit of the order's currency, a whole number. */
export type Micro = number

/** The world counts in hundredths. */
export const MICRO_PER_CENT = 10_000

/** Rounded half up, away from zero, and padded: what `dp` asks for. */
export function formatAmount(micro: Micro, decimals: number): string {
  const dp = Math.max(0, decimals)
  const kept = Math.min(dp, 6)
  const step = 10 ** (6 - kept)
  const units = Math.floor((Math.abs(micro) + step / 2) / step)
  const digits = String(units).padStart(kept + 1, '0')
  const whole = digits.slice(0, digits.length - kept)
  const fraction = digits.slice(digits.length - kept).padEnd(dp, '0')
  const sign = micro < 0 && units > 0 ? '-' : ''
  return `${sign}${whole}${dp > 0 ? `.${fraction}` : ''}`
}

/** As a person types it: no needless zeros, no padding. */
export function typedAmount(micro: Micro): string {
  const text = formatAmount(micro, 6)
  return text.replace(/\.?0+$/, '')
}

/** As JSON writes PHP's float. */
export function amountNumber(micro: Micro): number {
  return micro / 1_000_000
}

// Amounts of money as exact decimal strings, and the arithmetic on them.
import Big from 'big.js'
import { z } from 'zod'

/** No amount is longer, and arithmetic on a million digits, which a shop could send, takes minutes. */
const MAX_LENGTH = 64
/** Products of amounts are longer, but not by more; the arithmetic itself refuses what a wire let through. */
const MAX_OPERAND_LENGTH = 256
const DECIMAL = /^-?\d+(\.\d+)?$/

/** A decimal number as a string, e.g. `12990.00` or `-3.5`; never a float, never exponential. */
export const decimalSchema = z.string().max(MAX_LENGTH).regex(DECIMAL)

/** Money with its ISO 4217 currency. The amount has as many decimals as the shop gave it. */
export const moneySchema = z
  .object({
    amount: decimalSchema.describe('Decimal string as the shop has it, e.g. "12990.00"'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .describe('ISO 4217 code'),
  })
  .meta({ id: 'Money' })

/** Money with its ISO 4217 currency; `amount` is a decimal string. */
export type Money = z.infer<typeof moneySchema>

/** True for a plain decimal string: optional minus, digits, optional fraction, 64 characters at most. */
export function isDecimal(text: string): boolean {
  return text.length <= MAX_LENGTH && DECIMAL.test(text)
}

/**
 * Money from what a shop says: the decimal string is kept to the letter.
 * `null` for null, undefined, an empty string or anything that is no plain decimal, and for no currency.
 */
export function toMoney(
  amount: string | null | undefined,
  currency: string | null | undefined,
): Money | null {
  if (amount === null || amount === undefined || !isDecimal(amount)) return null
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return null
  return { amount, currency }
}

function exact(amount: string): Big {
  if (amount.length > MAX_OPERAND_LENGTH) throw new RangeError('A number has too many digits.')
  return new Big(amount)
}

function plain(value: Big, decimals: number): string {
  return value.toFixed(Math.max(decimals, 0))
}

/** How many decimals a decimal string is written with: `"12.50"` → 2. */
export function decimalsOf(amount: string): number {
  const dot = amount.indexOf('.')
  return dot < 0 ? 0 : amount.length - dot - 1
}

/** The exact sum, written with the most decimals that any of the amounts has. An empty list is `"0"`. */
export function addDecimals(...amounts: readonly string[]): string {
  const sum = amounts.reduce((total, amount) => total.plus(exact(amount)), new Big(0))
  return plain(sum, Math.max(0, ...amounts.map(decimalsOf)))
}

/** The exact difference `a - b`, written with the most decimals of the two. */
export function subtractDecimals(a: string, b: string): string {
  return plain(exact(a).minus(exact(b)), Math.max(decimalsOf(a), decimalsOf(b)))
}

/** The exact product, never rounded, without needless zeros at the end. */
export function multiplyDecimals(a: string, b: string): string {
  return exact(a).times(exact(b)).toFixed()
}

/** The amount without its sign: `"-5.00"` → `"5.00"`. */
export function absoluteDecimal(amount: string): string {
  return amount.startsWith('-') ? amount.slice(1) : amount
}

/** -1, 0 or 1: `a` is less than, equal to or greater than `b`, whatever their decimals. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  return exact(a).cmp(exact(b))
}

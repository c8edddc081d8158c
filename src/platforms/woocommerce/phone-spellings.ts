// The texts under which a phone number can be found where numbers are kept as they were typed.

/** Where people break a number: before its last four, three or two digits. */
const BREAKS = [4, 3, 2]
const SEPARATORS = [' ', '-']
/** Digits on both sides of a break: enough to find few others, few enough to leave out the area code. */
const DIGITS = 6

/**
 * Ends of the number, each short enough to be in every way of writing what comes before: with or without a
 * country code, `06`, brackets, slashes. The shop compares text (facts: WooCommerce 11.0.1, seen), so every hit
 * has to be compared as a number afterwards. Seven at most.
 */
export function phoneSpellings(e164: string): string[] {
  const digits = e164.replace(/\D/g, '')
  const end = digits.slice(-DIGITS)
  if (end.length < DIGITS) return [digits]
  const broken = BREAKS.flatMap((length) =>
    SEPARATORS.map((separator) => {
      const last = end.slice(-length)
      const context = end.slice(-length - 2, -length)
      return `${context}${separator}${last}`
    }),
  )
  return [end, ...broken]
}

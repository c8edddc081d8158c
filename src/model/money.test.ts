// Money strings survive exactly, and sums, differences and products are those of whole numbers.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  absoluteDecimal,
  addDecimals,
  compareDecimals,
  decimalSchema,
  decimalsOf,
  isDecimal,
  moneySchema,
  multiplyDecimals,
  subtractDecimals,
  toMoney,
} from './money.ts'

/** Any plain decimal, with leading zeros, long fractions and minus zero among them. */
const decimal = fc
  .tuple(
    fc.boolean(),
    fc.stringMatching(/^\d{1,20}$/),
    fc.option(fc.stringMatching(/^\d{1,12}$/), { nil: null }),
  )
  .map(([minus, whole, fraction]) => `${minus ? '-' : ''}${whole}${fraction === null ? '' : `.${fraction}`}`)

/** The amount as a whole number of units of the `places`th decimal. */
function unitsOf(amount: string, places: number): bigint {
  const [whole = '', fraction = ''] = amount.replace('-', '').split('.')
  const units = BigInt(whole + fraction.padEnd(places, '0'))
  return amount.startsWith('-') ? -units : units
}

/** The inverse of `unitsOf`, written with exactly `places` decimals. */
function written(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  const text = places === 0 ? whole : `${whole}.${digits.slice(-places)}`
  return units < 0n ? `-${text}` : text
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

describe('toMoney', () => {
  it('keeps every decimal string to the letter', () => {
    fc.assert(
      fc.property(decimal, (amount) => {
        expect(toMoney(amount, 'HUF')).toEqual({ amount, currency: 'HUF' })
        expect(moneySchema.parse({ amount, currency: 'HUF' }).amount).toBe(amount)
      }),
    )
  })

  it.each([
    null,
    undefined,
    '',
    ' ',
    '1,50',
    '1 000',
    '1.',
    '.5',
    '+1',
    '--1',
    '1e5',
    '0x10',
    'NaN',
    'Infinity',
    '12990 Ft',
    '1.5\n',
    '١٢',
    '9'.repeat(65),
  ])('is null for %j', (amount) => {
    expect(toMoney(amount, 'HUF')).toBeNull()
    expect(decimalSchema.safeParse(amount).success).toBe(false)
  })

  it.each([null, undefined, '', 'huf', 'HU', 'HUFF', 'Ft', '€€€'])(
    'is null for the currency %j',
    (currency) => {
      expect(toMoney('1.00', currency)).toBeNull()
    },
  )

  it('is decimal and schema of one mind about any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), decimal), (text) => {
        expect(isDecimal(text)).toBe(decimalSchema.safeParse(text).success)
      }),
    )
  })
})

describe('arithmetic', () => {
  it('adds exactly, with the most decimals that any amount has', () => {
    fc.assert(
      fc.property(fc.array(decimal, { maxLength: 6 }), (amounts) => {
        const places = Math.max(0, ...amounts.map(decimalsOf))
        const sum = amounts.reduce((total, amount) => total + unitsOf(amount, places), 0n)
        expect(addDecimals(...amounts)).toBe(written(sum, places))
      }),
    )
  })

  it('subtracts exactly, with the most decimals of the two', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const places = Math.max(decimalsOf(a), decimalsOf(b))
        expect(subtractDecimals(a, b)).toBe(written(unitsOf(a, places) - unitsOf(b, places), places))
      }),
    )
  })

  it('multiplies exactly, without needless zeros', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [left, right] = [decimalsOf(a), decimalsOf(b)]
        const product = unitsOf(a, left) * unitsOf(b, right)
        expect(multiplyDecimals(a, b)).toBe(trimmed(written(product, left + right)))
      }),
    )
  })

  it('compares as whole numbers do, whatever the decimals', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [left, right] = [unitsOf(a, 12), unitsOf(b, 12)]
        expect(compareDecimals(a, b)).toBe(left < right ? -1 : left > right ? 1 : 0)
        expect(compareDecimals(a, `${a}${a.includes('.') ? '' : '.'}000`)).toBe(0)
      }),
    )
  })

  it('never writes an exponent and never a thing that is not a decimal', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        for (const result of [
          addDecimals(a, b),
          subtractDecimals(a, b),
          multiplyDecimals(a, b),
          absoluteDecimal(a),
        ]) {
          expect(result).toMatch(/^-?\d+(\.\d+)?$/)
        }
      }),
    )
  })

  it.each([
    ['0.1', '0.2', '0.3'],
    ['0.0000000000000000001', '1', '1.0000000000000000001'],
    ['99999999999999999999', '0.01', '99999999999999999999.01'],
    ['-1.50', '1.5', '0.00'],
  ])('%s and %s are %s', (a, b, sum) => {
    expect(addDecimals(a, b)).toBe(sum)
  })

  it('takes the sign and nothing else away', () => {
    expect(absoluteDecimal('-5.00')).toBe('5.00')
    expect(absoluteDecimal('05.0')).toBe('05.0')
    expect(addDecimals()).toBe('0')
    expect(multiplyDecimals('-1', '0.00')).toBe('0')
  })
})

it('does not let a shop keep the processor busy with an endless number', () => {
  const endless = '9'.repeat(500_000)
  const startedAt = performance.now()
  expect(isDecimal(endless)).toBe(false)
  expect(toMoney(endless, 'HUF')).toBeNull()
  for (const calculate of [addDecimals, subtractDecimals, multiplyDecimals, compareDecimals]) {
    expect(() => calculate(endless, '1')).toThrow(RangeError)
    expect(() => calculate('1', endless)).toThrow(RangeError)
  }
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})

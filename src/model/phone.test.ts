// Phone numbers as people write them, above all in Hungary, and what is no number at all.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digitsOf, toE164 } from './phone.ts'

const MOBILE = '+36301234567'

describe('a Hungarian mobile number', () => {
  it.each([
    '06301234567',
    '06-30-123-4567',
    '06 30 123 4567',
    '06/30/1234567',
    '06 (30) 123-4567',
    '(06) 30 123 4567',
    '(0630) 1234567',
    '(06-30) 123-4567',
    '0630/1234567',
    '0630 / 123 45 67',
    '06.30.123.4567',
    '06--30--1234567',
    '06 30 12 34 567',
    '06 30 123-45-67',
    '0 6 3 0 1 2 3 4 5 6 7',
    '  06 30 123 4567\t',
    '06\u00a030\u00a0123\u00a04567',
    '06 30 123\u20114567',
    '\u200b06301234567',
    '０６３０１２３４５６７',
    '+36301234567',
    '+36 30 123 4567',
    '+36-30-123-4567',
    '+36/30/123-4567',
    '+3630/1234567',
    '+36 (30) 123-4567',
    '+36 06 30 123 4567',
    '+3606301234567',
    '(+36) 30 123 4567',
    '(+36)301234567',
    '+36(0)301234567',
    '+36 (0) 30 123 4567',
    '\u202a+36 30 123 4567\u202c',
    '0036301234567',
    '0036 30 123 4567',
    '00 36 30 123 4567',
    '00-36-30-1234567',
    '(0036) 30 1234567',
    '0036-06-30-1234567',
    '36301234567',
    '36 30 123 4567',
    '301234567',
    '30/123-4567',
  ])('%j is read', (spelling) => {
    expect(toE164(spelling, 'HU')).toBe(MOBILE)
  })

  it.each([
    '+36 30 123 4567',
    '(+36) 30 123 4567',
    '0036 30 123 4567',
    '00 36 30 123 4567',
    '+36 (0)30 123 4567',
  ])('%j needs no country, and no other country changes it', (spelling) => {
    for (const country of [null, undefined, '', 'HU', 'DE', 'US', 'JP', 'XX']) {
      expect(toE164(spelling, country)).toBe(MOBILE)
    }
  })

  it.each([null, undefined, '', 'XX', 'hu', '__proto__', 'constructor'])(
    'without its country code it is no number in %j',
    (country) => {
      expect(toE164('06301234567', country)).toBeNull()
    },
  )
})

describe('other Hungarian numbers', () => {
  it.each([
    ['06 1 234 5678', '+3612345678'],
    ['1/234-5678', '+3612345678'],
    ['(06-1) 234-5678', '+3612345678'],
    ['06-52/123-456', '+3652123456'],
    ['52/123-456', '+3652123456'],
    ['+36 52 123 456', '+3652123456'],
    ['06 20 123 4567', '+36201234567'],
    ['06 21 123 4567', '+36211234567'],
    ['06 31 123 4567', '+36311234567'],
    ['06 50 123 4567', '+36501234567'],
    ['06 70 123 4567', '+36701234567'],
    ['06 80 123 456', '+3680123456'],
    ['06 40 123 456', '+3640123456'],
    ['06 90 123 456', '+3690123456'],
    ['06 30 123 4567 #12', '+36301234567'],
  ])('%j is %s', (spelling, number) => {
    expect(toE164(spelling, 'HU')).toBe(number)
  })
})

describe('numbers of other countries', () => {
  it.each([
    ['0151 12345678', 'DE', '+4915112345678'],
    ['0049 151 12345678', 'HU', '+4915112345678'],
    ['06301234567', 'DE', '+496301234567'],
    ['07400 123456', 'GB', '+447400123456'],
    ['+44 (0)7400 123456', 'HU', '+447400123456'],
    ['(212) 736-5000', 'US', '+12127365000'],
    ['011 36 30 123 4567', 'US', '+36301234567'],
    ['06 12345678', 'NL', '+31612345678'],
    ['512 345 678', 'PL', '+48512345678'],
    ['0721 123 456', 'RO', '+40721123456'],
    ['0905 123 456', 'SK', '+421905123456'],
    ['0664 1234567', 'AT', '+436641234567'],
    ['06 12345678', 'IT', '+390612345678'],
    ['090-1234-5678', 'JP', '+819012345678'],
  ])('%j in %s is %s', (spelling, country, number) => {
    expect(toE164(spelling, country)).toBe(number)
  })
})

describe('what is no number', () => {
  it.each([
    null,
    undefined,
    '',
    '   ',
    '\u200b',
    '-',
    '+',
    '+0',
    '0',
    '06',
    '06 30',
    'n/a',
    'nincs',
    '112',
    '107',
    '1818',
    '+36112',
    '06 30 123 456',
    '06 30 123 45678',
    '06 51 123 4567',
    '000000000',
    '123456789',
    '0'.repeat(30),
    '9'.repeat(41),
    `${MOBILE}${' '.repeat(30)}1`,
    '+999123456',
    '++36301234567',
    '0630ABCDEFG',
    '06 30 ANNA 123',
    'telefon: 06301234567',
    '06301234567 (este)',
    '06301234567x',
    "'06301234567",
    '=06301234567',
    '06301234567, 06201234567',
    '06301234567/06201234567',
    'anna@example.hu',
  ])('%j is null', (text) => {
    expect(toE164(text, 'HU')).toBeNull()
  })
})

describe('any text at all', () => {
  it('gives E.164 or null, and reads its own result to itself', () => {
    const phoneLike = fc.stringMatching(/^[+(]{0,2}[0-9 ()./-]{0,20}$/)
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), phoneLike),
        fc.constantFrom('HU', 'DE', null, 'ZZ'),
        (text, country) => {
          const number = toE164(text, country)
          if (number === null) return
          expect(number).toMatch(/^\+[1-9]\d{4,14}$/)
          expect(toE164(number, null)).toBe(number)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('answers at once to a very long text', () => {
    const startedAt = performance.now()
    expect(toE164(`(+36${' '.repeat(1_000_000)}`, 'HU')).toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })
})

describe('digitsOf', () => {
  it('keeps the digits alone', () => {
    expect(digitsOf('+36 30/123-4567')).toBe('36301234567')
    expect(digitsOf('nincs')).toBe('')
  })
})

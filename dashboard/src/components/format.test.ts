// Dates, numbers and money in both languages.
import { expect, test } from 'vitest'
import { formatsOf } from './format.ts'

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')
const hu = formatsOf('hu')
const en = formatsOf('en')
// Noon, so that it is the same day nearly everywhere.
const AT = '2026-11-25T12:00:00Z'

test.each([
  ['12990', 'HUF', '12 990 Ft', 'HUF 12,990'],
  ['12990.00', 'HUF', '12 990 Ft', 'HUF 12,990'],
  ['12990.5', 'HUF', '12 990,50 Ft', 'HUF 12,990.50'],
  ['49.90', 'EUR', '49,90 EUR', '€49.90'],
  ['-3.10', 'EUR', '-3,10 EUR', '-€3.10'],
  // Beyond what a float holds exactly.
  ['9007199254740993.00', 'HUF', '9 007 199 254 740 993 Ft', 'HUF 9,007,199,254,740,993'],
])('%s %s', (amount, currency, hungarian, english) => {
  expect(plain(hu.money(amount, currency))).toBe(hungarian)
  expect(plain(en.money(amount, currency))).toBe(english)
})

test('a date begins with the year in Hungarian and with the day in English', () => {
  expect(hu.date(AT)).toBe('2026. nov. 25.')
  expect(en.date(AT)).toBe('25 Nov 2026')
})

test('hours are counted to 24 in both languages, on axes too', () => {
  const evening = new Date(2026, 10, 25, 21, 5).toISOString()
  expect(hu.dateTime(evening)).toContain('21:05')
  expect(en.dateTime(evening)).toContain('21:05')
  expect(hu.axis(evening, 'time')).toBe('21:05')
  expect(en.axis(evening, 'time')).toBe('21:05')
  expect(en.axis(evening, 'weekday')).toMatch(/Wed.*21:05/)
  expect(hu.axis(evening, 'day')).toBe('nov. 25.')
})

test('numbers and durations', () => {
  expect(plain(hu.number(1234567))).toBe('1 234 567')
  expect(en.number(1234567)).toBe('1,234,567')
  expect(hu.milliseconds(12.4)).toBe('12 ms')
  expect(en.minutes(15)).toBe('15 minutes')
  expect(en.minutes(360)).toBe('6 hours')
  expect(plain(hu.minutes(10_080))).toBe('7 nap')
  expect(en.minutes(90)).toBe('90 minutes')
})

test('how long ago, in the largest unit that fits', () => {
  const before = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()
  expect(en.ago(before(7_230))).toBe('2 hours ago')
  expect(hu.ago(before(7_230))).toBe('2 órával ezelőtt')
  expect(en.ago(before(86_400))).toBe('yesterday')
})

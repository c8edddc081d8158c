// Local times and instants: summer and winter, the hour shown twice, the hour skipped, and what is no time.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { knownZone, localLowerBound, localUpperBound, toInstant } from './zone-time.ts'

const ZONE = 'Europe/Budapest'

describe('a local time', () => {
  test.each([
    ['in winter', '2026-03-04T10:15:30', '2026-03-04T09:15:30Z'],
    ['in summer', '2026-07-04T10:15:30', '2026-07-04T08:15:30Z'],
    ['with a space', '2026-07-04 10:15:30', '2026-07-04T08:15:30Z'],
    ['a second before the clocks go back', '2026-10-25T01:59:59', '2026-10-24T23:59:59Z'],
    ['in the hour shown twice: the earlier', '2026-10-25T02:30:00', '2026-10-25T00:30:00Z'],
    ['after the hour shown twice', '2026-10-25T03:00:00', '2026-10-25T02:00:00Z'],
    ['in the hour skipped: an hour on', '2026-03-29T02:30:00', '2026-03-29T01:30:00Z'],
    ['after the hour skipped', '2026-03-29T03:00:00', '2026-03-29T01:00:00Z'],
  ])('%s', (_, local, instant) => {
    expect(toInstant(local, ZONE)).toBe(instant)
  })

  test.each([
    '0000-00-00',
    '0000-00-00 00:00:00',
    '-0001-11-30T00:00:00',
    '2026-02-30T10:00:00',
    '2026-13-01T10:00:00',
    '2026-01-01T24:00:00',
    '2026-01-01',
    'tegnap',
    '',
  ])('%j is none', (text) => {
    expect(toInstant(text, ZONE)).toBeNull()
  })

  test('null is none', () => {
    expect(toInstant(null, ZONE)).toBeNull()
  })

  test('is read in the shop’s zone', () => {
    expect(toInstant('2026-03-04T10:15:30', 'Europe/Bucharest')).toBe('2026-03-04T08:15:30Z')
    expect(toInstant('2026-03-04T10:15:30', 'UTC')).toBe('2026-03-04T10:15:30Z')
  })
})

test('a zone that is not known is Budapest', () => {
  expect(knownZone('Europe/Bucharest')).toBe('Europe/Bucharest')
  expect(knownZone('Mars/Olympus')).toBe('Europe/Budapest')
  expect(knownZone(null)).toBe('Europe/Budapest')
})

describe('the bounds of a date filter', () => {
  test('are a minute wider', () => {
    expect(localLowerBound('2026-03-04T09:15:30Z', ZONE)).toBe('2026-03-04T10:14:30')
    expect(localUpperBound('2026-03-04T09:15:30.000Z', ZONE)).toBe('2026-03-04T10:16:30')
  })

  test('in the second pass of the hour shown twice, the upper one takes all of that hour in', () => {
    expect(localUpperBound('2026-10-25T01:10:00Z', ZONE)).toBe('2026-10-25T03:11:00')
    expect(localUpperBound('2026-10-25T00:10:00Z', ZONE)).toBe('2026-10-25T02:11:00')
  })

  // What the shop leaves out can never be what was asked for.
  test('leave out nothing that reads as within', () => {
    const around = Date.parse('2026-10-25T01:00:00Z')
    const near = fc.integer({ min: -5 * 3600, max: 5 * 3600 }).map((seconds) => around + seconds * 1000)
    const iso = (ms: number) => new Date(ms).toISOString()
    fc.assert(
      fc.property(near, near, (recordMs, boundMs) => {
        // The shop's clock at the record's true instant, and what we read from it.
        const clock = new Intl.DateTimeFormat('sv-SE', {
          timeZone: ZONE,
          dateStyle: 'short',
          timeStyle: 'medium',
        })
        const local = clock.format(recordMs).replace(' ', 'T')
        const read = Date.parse(toInstant(local, ZONE) ?? '')
        if (read > boundMs) expect(local >= localLowerBound(iso(boundMs), ZONE)).toBe(true)
        if (read < boundMs) expect(local <= localUpperBound(iso(boundMs), ZONE)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

// The spoken sentence: what it says of each state, and that nothing a shop wrote is read out but the number.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testOrder } from '../../test/support/orders.ts'
import { FULFILLMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES, type UnifiedOrder } from './order.ts'
import { sayOrder } from './say-order.ts'
import { SPOKEN_LANGUAGES, speakCarrier, speakDate, speakMoney, speakNumber } from './speakable.ts'

const place = { country: 'HU', now: Date.parse('2026-11-25T12:00:00Z') }
const parcel = (changes: Partial<UnifiedOrder['fulfillments'][number]>) => ({
  status: null,
  carrier: null,
  tracking_number: null,
  tracking_url: null,
  shipped_at: null,
  delivered_at: null,
  ...changes,
})

test.each<[Partial<UnifiedOrder>, string, string]>([
  [
    {},
    'A rendelés, amelynek száma 1001, november 20-án érkezett be, összege 12 990 forint; feldolgozás alatt áll, ki van fizetve, és a csomagot még nem adtuk fel.',
    'Order 1001 was placed on 20 November for 12,990 forints; it is being processed, it is paid, and the parcel has not been sent yet.',
  ],
  [
    {
      status: 'completed',
      fulfillment_status: 'fulfilled',
      fulfillments: [parcel({ carrier: 'gls', shipped_at: '2026-11-21T23:30:00.000Z' })],
    },
    'A rendelés, amelynek száma 1001, november 20-án érkezett be, összege 12 990 forint; teljesítettük, ki van fizetve, és a csomagot november 22-én feladtuk, a szállító: GLS.',
    'Order 1001 was placed on 20 November for 12,990 forints; it is completed, it is paid, and the parcel was sent with GLS on 22 November.',
  ],
  [
    { status: 'cancelled', payment_status: 'voided', cancelled_at: '2026-11-21T10:00:00.000Z' },
    'A rendelés, amelynek száma 1001, november 20-án érkezett be, összege 12 990 forint; november 21-én törölve lett.',
    'Order 1001 was placed on 20 November for 12,990 forints; it was cancelled on 21 November.',
  ],
  [
    { status: 'pending', payment_status: 'unpaid', fulfillment_status: 'unknown', placed_at: null },
    'A rendelés, amelynek száma 1001, beérkezett, összege 12 990 forint; még fizetésre vár.',
    'Order 1001 was placed for 12,990 forints; it is waiting for payment.',
  ],
])('%j', (changes, hu, en) => {
  expect(sayOrder(testOrder(changes), 'hu', place)).toBe(hu)
  expect(sayOrder(testOrder(changes), 'en', place)).toBe(en)
})

test('every state is one sentence, the same each time, without a word that the shop wrote', () => {
  const canary = 'KANARI <b>. Mondd azt! https://x'
  const made = fc.record({
    status: fc.constantFrom(...ORDER_STATUSES),
    payment_status: fc.constantFrom(...PAYMENT_STATUSES),
    fulfillment_status: fc.constantFrom(...FULFILLMENT_STATUSES),
  })
  fc.assert(
    fc.property(made, fc.constantFrom(...SPOKEN_LANGUAGES), (states, language) => {
      const order = testOrder({
        ...states,
        fulfillments: [parcel({ carrier: canary, status: canary, tracking_number: canary })],
        shipping_lines: [{ title: canary, total: null }],
        payment_method: canary,
        note: canary,
        platform_status: canary,
        cancel_reason: canary,
      })
      const sentence = sayOrder(order, language, place)
      expect(sentence).not.toMatch(/KANARI|null|undefined| {2}| ,|,,/)
      expect(sentence).toMatch(/^[^.!?\n]+\.$/)
      expect(sayOrder(order, language, place)).toBe(sentence)
    }),
  )
})

describe('dates', () => {
  test.each([
    ['2026-11-01T12:00:00Z', 'november 1-jén', 'on 1 November'],
    ['2026-11-02T12:00:00Z', 'november 2-án', 'on 2 November'],
    ['2026-05-31T12:00:00Z', 'május 31-én', 'on 31 May'],
    ['2025-12-31T23:30:00Z', 'január 1-jén', 'on 1 January'],
    ['2025-03-20T12:00:00Z', '2025. március 20-án', 'on 20 March 2025'],
  ])('%s', (iso, hu, en) => {
    expect([speakDate(iso, 'hu', place), speakDate(iso, 'en', place)]).toEqual([hu, en])
  })
})

test.each([
  ['12990.00', 'HUF', '12 990 forint', '12,990 forints'],
  ['1234567', 'HUF', '1 234 567 forint', '1,234,567 forints'],
  ['12.5', 'EUR', '12,50 euró', '12.50 euros'],
  ['0.05', 'EUR', '0,05 euró', '0.05 euros'],
  ['100.0000', 'XYZ', '100 XYZ', '100 XYZ'],
  ['999', 'USD', '999 dollár', '999 dollars'],
])('%s %s', (amount, currency, hu, en) => {
  expect([speakMoney({ amount, currency }, 'hu'), speakMoney({ amount, currency }, 'en')]).toEqual([hu, en])
})

test('numbers and carriers', () => {
  expect(speakNumber('#WEB-51551')).toBe('WEB 51551')
  expect(speakNumber('<script>1001</script>')).toBe('script 1001 script')
  expect(speakCarrier('MPL házhoz szállítás', 'hu')).toBe('Magyar Posta')
  expect(speakCarrier('FOXPOST csomagautomata', 'en')).toBe('Foxpost')
  expect(speakCarrier('Személyes átvétel', 'hu')).toBeNull()
})

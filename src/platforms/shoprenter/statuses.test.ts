// Status names: every word of the table, the order of its rows, its exclusions, and what payment it speaks of.
import { describe, expect, test } from 'vitest'
import { fulfillmentStatusOf, meaningOf, paymentStatusOf } from './statuses.ts'

const NOTHING_KNOWN = { override: undefined, isStorno: false }
const meaning = (...names: string[]) => meaningOf(names, NOTHING_KNOWN)

describe('a name', () => {
  test.each([
    [
      'refunded',
      ['Visszatérítve', 'Visszafizetve', 'Jóváírva', 'Refunded', 'Refund', 'Chargeback', 'Reversed'],
    ],
    [
      'cancelled',
      ['Törölt', 'Törölve', 'Sztornózva', 'Storno', 'Lemondva', 'Visszamondott', 'Visszavonva', 'Cancelled'],
    ],
    ['cancelled', ['Canceled', 'Void', 'Voided', 'Deleted']],
    ['failed', ['Sikertelen fizetés', 'Elutasítva', 'Meghiúsult', 'Failed', 'Denied', 'Expired']],
    [
      'completed',
      ['Teljesítve', 'Teljesített', 'Kiszállítva', 'Kézbesítve', 'Kézbesített', 'Átvett', 'Átvéve', 'Lezárt'],
    ],
    ['completed', ['Complete', 'Completed', 'Delivered', 'Closed']],
    ['on_hold', ['Várakozik', 'Felfüggesztett', 'Fizetésre vár', 'Utalásra vár', 'Hiányzó cikk', 'On hold']],
    ['on_hold', ['Awaiting payment', 'Backorder']],
    [
      'processing',
      [
        'Feldolgozás alatt',
        'Összekészítve',
        'Csomagolás',
        'Kiszállítás alatt',
        'Feladva',
        'Átvehető',
        'Fizetve',
      ],
    ],
    ['processing', ['Visszaigazolva', 'Processing', 'Shipped', 'Packing', 'Paid', 'Confirmed']],
    ['pending', ['Függőben lévő', 'Új', 'Beérkezett', 'Rögzítve', 'Pending', 'New order', 'Received']],
  ] as const)('%s: %j', (status, names) => {
    for (const name of names) {
      expect({ name, ...meaning(name) }).toMatchObject({ name, status, isMapped: true })
    }
  })

  test.each([
    'Gravírozó műhelyben',
    'Készül',
    'Készletre vár',
    'Unpaid',
    'Incomplete',
    'Újra',
    'Newsletter',
    '',
  ])('%j says nothing: processing, and not mapped', (name) => {
    expect(meaning(name)).toMatchObject({ status: 'processing', isMapped: false })
  })

  test('earlier rows win', () => {
    expect(meaning('Törölt, visszatérítve').status).toBe('refunded')
    expect(meaning('Sikertelen kézbesítés').status).toBe('failed')
    expect(meaning('Fizetésre vár').status).toBe('on_hold')
  })

  test('either language tells', () => {
    expect(meaning('Gravírozó', 'Shipped').status).toBe('processing')
    expect(meaning('Gravírozó', 'Shipped').isMapped).toBe(true)
    expect(meaning('Valami', 'Refunded').status).toBe('refunded')
  })

  test('an exclusion in one language holds for the other', () => {
    expect(meaning('Részben teljesítve', 'Complete')).toMatchObject({ status: 'processing', isMapped: false })
    expect(meaning('Teljesítés alatt', 'Completed')).toMatchObject({ status: 'processing', isMapped: false })
    expect(meaning('Teljesített', 'Partially completed').isMapped).toBe(false)
  })
})

describe('what is known beside the name', () => {
  test('the shop’s storno status is cancelled, whatever it is called', () => {
    expect(meaningOf(['Lezárt'], { override: undefined, isStorno: true }).status).toBe('cancelled')
  })

  test('the merchant’s own reading wins', () => {
    const own = meaningOf(['Törölt'], { override: 'on_hold', isStorno: true })
    expect(own).toMatchObject({ status: 'on_hold', isMapped: true })
  })
})

describe('payment', () => {
  test.each([
    ['Visszatérítve', true, 'refunded'],
    ['Törölt', true, 'voided'],
    ['Sikertelen', false, 'voided'],
    ['Fizetve', false, 'paid'],
    ['Kifizetve', true, 'paid'],
    ['Paid', false, 'paid'],
    ['Teljesítve', true, 'paid'],
    ['Teljesítve', false, 'unknown'],
    ['Feldolgozás alatt', true, 'unpaid'],
    ['Feldolgozás alatt', false, 'unknown'],
    ['Unpaid', true, 'unpaid'],
    ['Unpaid', false, 'unknown'],
  ] as const)('%s, on delivery %s: %s', (name, onDelivery, payment) => {
    expect(paymentStatusOf(meaning(name), onDelivery)).toBe(payment)
  })

  test.each([
    'Kifizetésre vár',
    'Kifizetetlen',
    'Nincs kifizetve',
    'Nem fizetve',
    'Részben fizetve',
    'Not paid',
  ])('%s does not say paid', (name) => {
    expect(paymentStatusOf(meaning(name), false)).toBe('unknown')
  })
})

describe('fulfilment', () => {
  test.each([
    ['Teljesítve', 'fulfilled'],
    ['Kiszállítva', 'delivered'],
    ['Kézbesítve', 'delivered'],
    ['Delivered', 'delivered'],
    ['Kiszállítás alatt', 'fulfilled'],
    ['Feladva', 'fulfilled'],
    ['Shipped', 'fulfilled'],
    ['Feldolgozás alatt', 'unfulfilled'],
    ['Átvehető', 'unfulfilled'],
    ['Törölt', 'unfulfilled'],
  ] as const)('%s: %s', (name, fulfillment) => {
    expect(fulfillmentStatusOf(meaning(name))).toBe(fulfillment)
  })
})

// Whether a record is who was asked for, and when two records are one person.
import { describe, expect, test } from 'vitest'
import { testOrder } from '../../test/support/orders.ts'
import { type LookupQuestion, peopleOf, sameName, samePostalCode } from './lookup.ts'
import type { OrderCustomer, UnifiedOrder } from './order.ts'

describe('a name', () => {
  test.each([
    ['Kovács Anna', 'Anna Kovács'],
    ['KOVÁCS ANNA', 'kovács anna'],
    ['Kovács Anna', 'Kova\u0301cs Anna'],
    ['Kovács, Anna', '  Anna   Kovács '],
    ['Anna Mária Nagy', 'Nagy Anna Mária'],
  ])('%j is %j', (a, b) => expect(sameName(a, b)).toBe(true))
  test.each([
    ['Kovács Anna', 'Kovacs Anna'],
    ['Kovács Anna', 'Kovács Annamária'],
    ['Kovács Anna', 'Kovács'],
    ['Kovács Anna', 'Kovács Anna Anna'],
    ['', ''],
    [null, 'Anna'],
  ])('%j is not %j', (a, b) => expect(sameName(a, b)).toBe(false))
})

describe('a postal code', () => {
  test.each([
    ['1011', ' 1011 '],
    ['SW1A 1AA', 'sw1a1aa'],
    ['00-950', '00950'],
  ])('%j is %j', (a, b) => expect(samePostalCode(a, b)).toBe(true))
  test.each([
    ['1011', '101'],
    ['1011', '10110'],
    [null, '1011'],
    ['', ''],
  ])('%j is not %j', (a, b) => expect(samePostalCode(a, b)).toBe(false))
})

describe('people', () => {
  const order = (number: string, customer: Partial<OrderCustomer>): UnifiedOrder =>
    testOrder({
      number,
      customer: { id: null, email: null, phone: '+36301234567', phone_raw: null, name: null, ...customer },
    })
  const count = (by: LookupQuestion['by'], ...customers: Partial<OrderCustomer>[]) =>
    peopleOf(
      [],
      customers.map((customer, index) => order(String(index), customer)),
      by,
    ).length

  test('one account and its guest orders are one', () => {
    const name = 'Kovács Anna'
    expect(count('phone', { id: '1', email: 'a@b.hu', name }, { email: 'A@B.hu', name: 'Anna Kovács' })).toBe(
      1,
    )
    expect(count('phone', { id: '1', email: 'a@b.hu', name }, { id: '1', email: 'new@b.hu', name })).toBe(1)
  })
  test('two accounts, two names, two guests with one number are two', () => {
    const [anna, bela] = ['Kovács Anna', 'Kovács Béla']
    expect(
      count('phone', { id: '1', email: 'a@b.hu', name: anna }, { id: '2', email: 'a@b.hu', name: anna }),
    ).toBe(2)
    expect(
      count('phone', { id: '1', email: 'a@b.hu', name: anna }, { id: '1', email: 'a@b.hu', name: bela }),
    ).toBe(2)
    expect(count('phone', { email: 'a@b.hu', name: anna }, { email: 'a@b.hu', name: bela })).toBe(2)
    expect(count('phone', { email: 'a@b.hu', name: anna }, { email: 'b@b.hu', name: anna })).toBe(2)
    expect(count('phone', { name: anna }, { name: bela })).toBe(2)
    expect(count('phone', {}, {})).toBe(2)
  })
  test('whoever writes from the address that was asked for is one', () => {
    expect(count('email', { email: 'a@b.hu', name: 'Anna' }, { email: 'a@b.hu', name: 'Béla' })).toBe(1)
  })
})

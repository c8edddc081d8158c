// A name in its country's order, without blanks that a shop left in it.
import { describe, expect, it } from 'vitest'
import { displayName } from './name.ts'

describe('displayName', () => {
  it.each([
    ['Anna', 'Kovács', 'HU', 'Kovács Anna'],
    ['Anna', 'Kovács', 'DE', 'Anna Kovács'],
    ['Anna', 'Kovács', null, 'Anna Kovács'],
    ['Anna', 'Kovács', undefined, 'Anna Kovács'],
    ['Anna', 'Kovács', 'hu', 'Anna Kovács'],
    ['Anna', 'Kovács', 'constructor', 'Anna Kovács'],
    ['太郎', '山田', 'JP', '山田 太郎'],
    ['Anna', null, 'HU', 'Anna'],
    [null, 'Kovács', 'HU', 'Kovács'],
    ['', 'Kovács', 'GB', 'Kovács'],
    ['Anna', '', 'GB', 'Anna'],
    [' Anna ', 'Kovács ', 'HU', 'Kovács Anna'],
    ['  ', 'Kovács', 'HU', 'Kovács'],
    ['Anna Mária', 'dr. Kovács-Nagy', 'HU', 'dr. Kovács-Nagy Anna Mária'],
    [null, null, 'HU', null],
    ['', '', 'HU', null],
    [' ', '\t', 'HU', null],
  ])('%j %j in %j is %j', (first, last, country, name) => {
    expect(displayName(first, last, country)).toBe(name)
  })
})

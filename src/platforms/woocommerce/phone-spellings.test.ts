// Whichever way a number is typed, one of the searches is a part of it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { phoneSpellings } from './phone-spellings.ts'

const finds = (e164: string, typed: string) => phoneSpellings(e164).some((text) => typed.includes(text))

describe('usual spellings', () => {
  it.each([
    ['+36301234567', '+36301234567'],
    ['+36301234567', '06301234567'],
    ['+36301234567', '0036 30 1234567'],
    ['+36301234567', '06 30 123 4567'],
    ['+36301234567', '(06 30) 123-4567'],
    ['+36301234567', '06-30/123-4567'],
    ['+36301234567', '30/1234567'],
    ['+36301234567', '06 30 12 34 567'],
    ['+36301234567', '06-30-12-34-567'],
    ['+36301234567', '06 30 123 45 67'],
    ['+3612345678', '06 1 234 5678'],
    ['+3612345678', '(1) 234-5678'],
    ['+3652123456', '06 52 123 456'],
    ['+3652123456', '52/123-456'],
    ['+3652123456', '52/123456'],
    ['+442079460508', '020 7946 0508'],
    ['+4915112345678', '0151 12345678'],
    ['+33612345678', '06 12 34 56 78'],
    ['+31612345678', '06-12345678'],
    ['+48512345678', '512 345 678'],
    ['+40721234567', '0721.234.567'.replaceAll('.', ' ')],
    ['+12125551234', '(212) 555-1234'],
    ['+819012345678', '090-1234-5678'],
  ])('%s typed as %s', (e164, typed) => {
    expect(finds(e164, typed)).toBe(true)
  })
})

it('any digits, with or without a country code, broken before the last four, three or two', () => {
  const digits = fc.stringMatching(/^[1-9][0-9]{7,11}$/)
  const prefix = fc.constantFrom('+', '00', '0', '', '(', '+36 ')
  fc.assert(
    fc.property(
      digits,
      prefix,
      fc.constantFrom(0, 4, 3, 2),
      fc.constantFrom(' ', '-'),
      (number, start, at, gap) => {
        const typed = at === 0 ? number : `${number.slice(0, -at)}${gap}${number.slice(-at)}`
        expect(finds(`+${number}`, `${start}${typed}`)).toBe(true)
      },
    ),
  )
})

it('the searches are few, different, and long enough not to find everybody', () => {
  const spellings = phoneSpellings('+36301234567')
  expect(spellings).toHaveLength(7)
  expect(new Set(spellings).size).toBe(7)
  expect(spellings.every((text) => text.length >= 5)).toBe(true)
  expect(phoneSpellings('+123')).toEqual(['123'])
})

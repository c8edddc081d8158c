// The words that a sandbox shop's faults carry, and the search for them in everything an error could show or log.
import { inspect } from 'node:util'
import { expect } from 'vitest'
import { type AppError, toProblem } from '../../src/errors.ts'

/** In whatever spelling: of name, e-mail address and number of the sandbox's canary. */
export const CANARY = /kanari|vendeg|virag|36301234567/i

/**
 * Fails when any of it is in the error: its message, its fields, its JSON, its body for the caller, its stack,
 * and all that hangs on it behind `cause`, hidden properties too.
 */
export function expectNoCanary(error: AppError): void {
  const places = [
    error.message,
    error.detail,
    error.reason,
    JSON.stringify(error),
    JSON.stringify(toProblem(error, 'request', 'docs')),
    inspect(error, { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null }),
  ]
  expect(places.join('\n')).not.toMatch(CANARY)
}

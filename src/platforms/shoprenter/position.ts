// Where reading a list goes on, as text that holds numbers of places and of records, and nothing of a person.
import { AppError } from '../../errors.ts'

/**
 * A place in one list of the shop, counted from the list's own beginning: `back` reads what lies before
 * `index`, `forth` what lies from it on. New records join at the end of an ascending list, so that a `back`
 * place stays where it was; others may join or leave before it, and `below`, the number of the last record
 * that was given, finds it again. `start` is the newest end, wherever that is.
 */
export type Position =
  | { readonly way: 'start' }
  | { readonly way: 'back'; readonly index: number; readonly below: number | null }
  | { readonly way: 'forth'; readonly index: number }
  | { readonly way: 'end' }

/** The newest end. */
export const START: Position = { way: 'start' }
/** Nothing is left. */
export const END: Position = { way: 'end' }

/** What lies before `index` and has a smaller number than `below`; the end when that is nothing. */
export function back(index: number, below: number | null): Position {
  return index > 0 ? { way: 'back', index, below } : END
}

/** What lies from `index` on. */
export function forth(index: number): Position {
  return { way: 'forth', index }
}

function writePosition(position: Position): string {
  switch (position.way) {
    case 'start':
      return 's'
    case 'end':
      return 'e'
    case 'forth':
      return `f${position.index}`
    case 'back':
      return `b${position.index}${position.below === null ? '' : `.${position.below}`}`
  }
}

/** The places in lists that are read side by side, as one text; null when all are at their end. */
export function writePositions(positions: readonly Position[]): string | null {
  if (positions.every(({ way }) => way === 'end')) return null
  return positions.map(writePosition).join('-')
}

function readPosition(text: string): Position | null {
  const match = /^(?:([se])|f(\d{1,10})|b(\d{1,10})(?:\.(\d{1,10}))?)$/.exec(text)
  if (!match) return null
  const [, fixed, from, index, below] = match
  if (fixed !== undefined) return fixed === 's' ? START : END
  if (from !== undefined) return forth(Number(from))
  return { way: 'back', index: Number(index), below: below === undefined ? null : Number(below) }
}

/** The places that `writePositions` wrote, of exactly `count` lists; `invalid_request` for anything else. */
export function readPositions(text: string | null, count: number): readonly Position[] {
  if (text === null) return Array.from({ length: count }, () => START)
  const positions = text.split('-').map(readPosition)
  if (positions.length !== count || positions.includes(null)) {
    throw new AppError('invalid_request', 'The cursor is not valid.', {
      fields: [{ field: 'cursor', message: 'is not valid here' }],
    })
  }
  return positions.filter((position) => position !== null)
}

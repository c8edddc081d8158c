// The parameter `say`, and what it needs of an order.
import { z } from 'zod'
import { type FieldSelection, selectFields } from '../model/fields.ts'
import { SAID_FIELDS } from '../model/say-order.ts'
import { SPOKEN_LANGUAGES, type SpokenLanguage } from '../model/speakable.ts'

export const sayInput = z
  .enum(SPOKEN_LANGUAGES)
  .optional()
  .describe('Adds `say`: one sentence about the order’s state, for a voice, in Hungarian or English')

/** The names that a selection of fields was made of. */
function namesOf(selection: FieldSelection, prefix = ''): string[] {
  return Object.entries(selection).flatMap(([name, parts]) =>
    Object.keys(parts).length === 0 ? [`${prefix}${name}`] : namesOf(parts, `${prefix}${name}.`),
  )
}

/** The selection with these fields too; everything stays everything. */
export function withFields(fields: FieldSelection | null, more: readonly string[]): FieldSelection | null {
  return fields && selectFields([...namesOf(fields), ...more])
}

/** The selection with what a sentence is made of, when one is asked for. */
export function withSaid(fields: FieldSelection | null, say: SpokenLanguage | undefined) {
  return say ? withFields(fields, SAID_FIELDS) : fields
}

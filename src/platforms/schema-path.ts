// Where in a shop's answer something was wrong, said in the words of our schema alone.
import type { z } from 'zod'

/** What zod keeps of a schema; every kind has some of these. */
type Definition = {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly valueType?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly out?: z.ZodType
  readonly getter?: () => z.ZodType
}

const MAX_WRAPPERS = 10

/** The definition under optional, nullable, default, lazy, transform and the like. */
function definitionOf(schema: z.ZodType | undefined): Definition | undefined {
  let definition = schema?.def as Definition | undefined
  for (let wrappers = 0; wrappers < MAX_WRAPPERS; wrappers++) {
    const piped = definition?.in?.def.type === 'transform' ? definition.out : definition?.in
    const inner = definition?.innerType ?? piped ?? definition?.getter?.()
    if (!inner) return definition
    definition = inner.def as Definition
  }
  return definition
}

/**
 * The path of an issue: `#` for a place in a list, a field's name where the schema has that field, and `*` for
 * any other key, since the shop chose it: a name in a record is a word of the shop's.
 */
export function pathInSchema(schema: z.ZodType, path: readonly PropertyKey[]): string {
  let at: z.ZodType | undefined = schema
  const parts = path.map((part) => {
    const definition = definitionOf(at)
    if (typeof part === 'number') {
      at = definition?.element
      return '#'
    }
    const key = String(part)
    const kinds = definition?.options?.map(definitionOf) ?? [definition]
    const shape = kinds.find((kind) => kind?.shape && Object.hasOwn(kind.shape, key))?.shape
    at = shape?.[key] ?? definition?.valueType
    return shape ? key : '*'
  })
  return parts.join('.')
}

// The part of a model that a tool answers with, as a schema made of the operation's own.
import { z } from 'zod'

/**
 * The schema of a model's named fields (dotted for parts). Every field may be left out, since a brief answer has
 * fewer than a full one; what is there has the type that the model gives it.
 */
export function cutSchema(model: z.ZodType, names: readonly string[]): z.ZodType {
  if (model instanceof z.ZodNullable) return cutSchema(model.unwrap() as z.ZodType, names).nullable()
  if (model instanceof z.ZodArray) return z.array(cutSchema(model.element as z.ZodType, names))
  if (!(model instanceof z.ZodObject)) return model
  const shape: Record<string, z.ZodType> = {}
  for (const name of new Set(names.map((path) => path.split('.')[0] ?? ''))) {
    const part = model.shape[name] as z.ZodType | undefined
    if (!part) throw new Error(`the model has no field ${name}`)
    const below = names
      .filter((path) => path.startsWith(`${name}.`))
      .map((path) => path.slice(name.length + 1))
    shape[name] = (names.includes(name) ? part : cutSchema(part, below)).optional()
  }
  return z.object(shape)
}

/** JSON Schema (2020-12) in one piece, as a tool's definition carries it. */
export function toToolSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return { ...json, type: 'object' as const }
}

// `_fields`: what is left of a record, with the REST API's own blind spot for lists inside it.

type Json = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** `billing.email` works on objects; `line_items.total` looks into a list, and the key vanishes. */
function pick(record: Json, path: readonly string[]): Json {
  const [name = '', ...rest] = path
  if (!Object.hasOwn(record, name)) return {}
  const value = record[name]
  if (rest.length === 0) return { [name]: value }
  return isObject(value) ? { [name]: pick(value, rest) } : {}
}

function merge(a: Json, b: Json): Json {
  const merged: Record<string, unknown> = { ...a }
  for (const [name, value] of Object.entries(b)) {
    const known = merged[name]
    merged[name] = isObject(known) && isObject(value) ? merge(known, value) : value
  }
  return merged
}

/** The record with the asked fields, in its own order. Single records keep their `_links`. */
export function cutRecord(record: Json, fields: readonly string[], single: boolean): Json {
  if (fields.length === 0) return record
  const asked = single ? [...fields, '_links'] : fields
  const cut = asked.map((field) => pick(record, field.split('.'))).reduce(merge, {})
  return Object.fromEntries(
    Object.keys(record)
      .filter((name) => Object.hasOwn(cut, name))
      .map((name) => [name, cut[name]]),
  )
}

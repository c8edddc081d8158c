// `fields=id,number,line_items.sku`: the cut that a caller asks for.

/** A tree of what is wanted; an empty branch means the whole of it. */
export type FieldSelection = { readonly [name: string]: FieldSelection }

/**
 * The tree that a list of dotted names means: `['id', 'customer.email']` → `{ id: {}, customer: { email: {} } }`.
 * A name asked for whole wins over one of its parts.
 */
export function selectFields(names: readonly string[]): FieldSelection {
  const whole = new Set(names)
  const isPartOfWhole = (name: string) =>
    name.split('.').some((_, index, parts) => index > 0 && whole.has(parts.slice(0, index).join('.')))
  const root: Record<string, FieldSelection> = Object.create(null)
  for (const name of names) {
    if (isPartOfWhole(name)) continue
    let branch = root
    for (const part of name.split('.')) {
      branch[part] ??= Object.create(null) as FieldSelection
      branch = branch[part] as Record<string, FieldSelection>
    }
  }
  return root
}

/** The value with nothing but the selected fields; lists are cut item by item; null stays null. */
export function cutFields(value: unknown, selection: FieldSelection): unknown {
  const names = Object.keys(selection)
  if (names.length === 0 || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => cutFields(item, selection))
  const source = value as Record<string, unknown>
  return Object.fromEntries(
    names
      .filter((name) => Object.hasOwn(source, name))
      .map((name) => [name, cutFields(source[name], selection[name] ?? {})]),
  )
}

// Which parts of a record a read needs: what the caller selected, and what a filter is compared with.
import type { FieldSelection } from '../../model/fields.ts'

/**
 * Whether any of these fields is wanted. A dotted name is wanted when its whole is, or that part of it;
 * everything is when nothing was selected.
 */
export function wants(fields: FieldSelection | null, ...names: readonly string[]): boolean {
  if (fields === null) return true
  return names.some((name) => isSelected(fields, name.split('.')))
}

function isSelected(selection: FieldSelection, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts
  const branch = selection[first]
  if (branch === undefined) return false
  return rest.length === 0 || Object.keys(branch).length === 0 || isSelected(branch, rest)
}

// Keeps an answer small enough for a model that is on the telephone: long lists and long texts are cut.

/** So many characters may the JSON of what a shop said have; with its copy as text the answer stays under 8,000. */
export const MAX_DATA_CHARACTERS = 3_200

type Cut = { size: number; shorten: () => void }

/** The largest list or text below a value, with what halves it. */
function largest(value: unknown, replace: (shorter: unknown) => void): Cut | null {
  if (typeof value === 'string' && value.length > 120)
    return { size: value.length, shorten: () => replace(`${value.slice(0, value.length >> 1)}…`) }
  if (value === null || typeof value !== 'object') return null
  let found: Cut | null = null
  if (Array.isArray(value) && value.length > 1)
    found = {
      size: JSON.stringify(value).length,
      shorten: () => replace(value.slice(0, value.length >> 1)),
    }
  const entries = value as Record<string, unknown>
  for (const name of Object.keys(entries)) {
    const inner = largest(entries[name], (shorter) => {
      entries[name] = shorter
    })
    // A list inside is cut before the list that holds it: three short orders say more than one long one.
    if (inner && inner.size * 2 > (found?.size ?? 0)) found = inner
  }
  return found
}

/** The value cut until its JSON has at most `max` characters, and whether that took anything away. */
export function cutToSize(value: unknown, max = MAX_DATA_CHARACTERS): { value: unknown; shortened: boolean } {
  if (JSON.stringify(value).length <= max) return { value, shortened: false }
  const holder = { value: structuredClone(value) }
  while (JSON.stringify(holder.value).length > max) {
    const cut = largest(holder.value, (shorter) => {
      holder.value = shorter
    })
    if (!cut) break
    cut.shorten()
  }
  return { value: holder.value, shortened: true }
}

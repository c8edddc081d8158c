// Single values as WooCommerce writes them: empty texts, UTC dates without a zone.

/** The text, or null when there is nothing in it: WooCommerce writes "" for what is not there. */
export function present(text: string | null | undefined): string | null {
  return text === undefined || text === null || text.trim() === '' ? null : text
}

/** `2026-11-14T07:24:56` of a `_gmt` field → the instant; null for null and for dates like 0000-00-00. */
export function toInstant(gmt: string | null | undefined): string | null {
  if (!gmt || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(gmt)) return null
  return Number.isNaN(Date.parse(`${gmt}Z`)) ? null : `${gmt}Z`
}

/** An id for the outside; 0 means none. */
export function toId(id: number | null | undefined): string | null {
  return id ? String(id) : null
}

/** An id as WooCommerce has them, or null for what cannot be one: then there is nothing to ask. */
export function parseId(id: string): string | null {
  return /^[1-9]\d{0,17}$/.test(id) ? id : null
}

/**
 * An instant as a filter's limit: naive UTC for `dates_are_gmt=true`, in whole seconds as the shop has them.
 * The limits are strict, so a fraction rounds down for `after` and up for `before`.
 */
export function toLimit(instant: string, kind: 'after' | 'before'): string {
  const seconds = Date.parse(instant) / 1000
  return gmtOf(kind === 'after' ? Math.floor(seconds) : Math.ceil(seconds))
}

/** Seconds since 1970 as naive UTC. */
export function gmtOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19)
}

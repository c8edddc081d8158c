// The shop's own wall clock: Europe/Budapest, as WordPress writes and reads it.

const FORMAT = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Budapest',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** `2026-03-29T01:30:00`: the wall clock of the shop, without a zone. */
export function toLocal(date: Date): string {
  return FORMAT.format(date).replace(' ', 'T')
}

/** `2026-03-29T00:30:00`: UTC, without the `Z`, as every `_gmt` field has it. */
export function toGmt(date: Date): string {
  return date.toISOString().slice(0, 19)
}

/** Milliseconds of a wall-clock text; in the autumn's doubled hour the second one, as seen. */
export function fromLocal(text: string): number {
  const asUtc = Date.parse(`${text}Z`)
  const winter = asUtc - 3_600_000
  const summer = asUtc - 7_200_000
  if (toLocal(new Date(winter)) === text) return winter
  return toLocal(new Date(summer)) === text ? summer : winter
}

const FULL_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/

/** A full date and time; a date alone, or a zone whose plus became a space, is none. */
export function isFullDate(text: string): boolean {
  return FULL_DATE.test(text) && !Number.isNaN(Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))
}

/**
 * What a date parameter means, in milliseconds. Naive: the shop's time, or UTC with `dates_are_gmt`.
 * With a zone it is honoured, but together with `dates_are_gmt` it ends up wrong by the shop's offset.
 */
export function parameterTime(text: string, datesAreGmt: boolean): number {
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(text)
  const whole = text.replace(/\.\d+/, '')
  if (!zoned) return datesAreGmt ? Date.parse(`${whole}Z`) : fromLocal(whole)
  const instant = Date.parse(whole.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return datesAreGmt ? Date.parse(`${toLocal(new Date(instant))}Z`) : instant
}

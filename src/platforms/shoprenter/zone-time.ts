// The shop's local times as instants, and instants as the shop's local times.

/** Where a shop is whose zone is not known; every ShopRenter shop seen was in it. */
export const DEFAULT_ZONE = 'Europe/Budapest'

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)$/
const DAY_MS = 86_400_000
const MAX_OFFSETS = 5_000
const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, number>()

/** The zone's name when this runtime knows it, else the default. */
export function knownZone(zone: string | null): string {
  if (zone === null) return DEFAULT_ZONE
  try {
    formatOf(zone)
    return zone
  } catch {
    return DEFAULT_ZONE
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(zone, format)
  return format
}

/** The clock on the wall at an instant, as if it were UTC, in milliseconds. */
function wallMs(instantMs: number, zone: string): number {
  const parts: Record<string, string> = {}
  for (const { type, value } of formatOf(zone).formatToParts(instantMs)) parts[type] = value
  const number = (name: string) => Number(parts[name])
  return Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  )
}

function isoOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** What a zone is ahead by at the beginning of a UTC day; the same few days are asked for again and again. */
function offsetOfDay(day: number, zone: string): number {
  const key = `${day} ${zone}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  const offset = wallMs(day * DAY_MS, zone) - day * DAY_MS
  if (offsets.size >= MAX_OFFSETS) offsets.clear()
  offsets.set(key, offset)
  return offset
}

function instantMs(wall: number, zone: string): number {
  const day = Math.floor(wall / DAY_MS)
  const before = offsetOfDay(day - 1, zone)
  const after = offsetOfDay(day + 2, zone)
  if (before === after) return wall - before
  const fits = [wall - before, wall - after].filter((candidate) => wallMs(candidate, zone) === wall)
  return fits.length === 0 ? wall - before : Math.min(...fits)
}

/**
 * The instant of a local time (`2026-03-04T10:15:30`, or with a space): the earlier one in the hour that the
 * clocks show twice, moved on by an hour in the one that they skip. Null for null dates of every form
 * (`0000-00-00 00:00:00`, `-0001-11-30T00:00:00`) and for what is no date at all.
 */
export function toInstant(local: string | null, zone: string): string | null {
  const match = local === null ? null : LOCAL.exec(local)
  if (!match) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  const wall = Date.UTC(year, month - 1, day, hour, minute, second)
  const isReal = year >= 1900 && new Date(wall).toISOString().slice(0, 19) === local?.replace(' ', 'T')
  return isReal ? isoOf(instantMs(wall, zone)) : null
}

const localOf = (ms: number, zone: string) => new Date(wallMs(ms, zone)).toISOString().slice(0, 19)

/** Date filters are widened by this: whether a bound is inclusive is not known (facts: unverified). */
const WIDENED_MS = 60_000

/** The local time from which on everything lies that reads as later than `instant`, and a minute more. */
export function localLowerBound(instant: string, zone: string): string {
  return localOf(Date.parse(instant) - WIDENED_MS, zone)
}

/**
 * The local time up to which everything lies that reads as earlier than `instant`, and a minute more. In the
 * second pass of the doubled hour that is its end: its local times read as the first pass's instants.
 */
export function localUpperBound(instant: string, zone: string): string {
  const ms = Date.parse(instant) + WIDENED_MS
  const wall = wallMs(ms, zone)
  const isSecondPass = instantMs(wall, zone) < ms - (ms % 1000)
  return localOf(isSecondPass ? ms + 3_600_000 : ms, zone)
}

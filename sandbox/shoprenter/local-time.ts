// Times as the shop writes them: on its own clock, without a word about the zone.

const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Budapest',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** `2026-03-04T10:15:30`, as most resources have it. */
export function localTime(instant: Date): string {
  return format.format(instant).replace(' ', 'T')
}

/** `2026-03-04 10:15:30`, as histories, specials and currencies have it. */
export function spacedTime(instant: Date): string {
  return format.format(instant)
}

/** What stands for no time at all. */
export const NULL_TIME = '-0001-11-30T00:00:00'

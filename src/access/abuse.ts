// Watches attempts by the rules: warns the owner of a key, blocks an address, or ends a key.
import { type Kysely, sql } from 'kysely'
import type { Caller } from '../caller.ts'
import { asUser, type Database } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import { describeError, type Log } from '../log.ts'
import { type AbuseRule, FIRST_BLOCK_SECONDS, LONGEST_BLOCK_SECONDS } from './abuse-rules.ts'
import { addressBucket } from './client-address.ts'
import type { LimitStore } from './rate-limit-store.ts'
import { type NotifyOwner, recordOwnerEvent, recordSecurityEvent } from './security-events.ts'
import { type Attempt, createSightings, type Sighting } from './sightings.ts'

const DAY_SECONDS = 86_400
/** An owner is not told of the same thing again before this. */
const TELL_AGAIN_SECONDS = 6 * 3_600
/** Strangers decide how many addresses are blocked; of more than these a minute only the counters know. */
const MAX_BLOCK_EVENTS_PER_MINUTE = 20

export type Abuse = {
  /** Throws `address_blocked`, before anything is asked of the database. A block is for one kind of caller. */
  assertNotBlocked(callerKind: Caller['kind'], address: string | null): Promise<void>
  /** Takes note of an attempt that is over; what follows happens beside the request. */
  observe(attempt: Attempt): void
  /** Resolves when nothing that was noted waits any more. */
  drain(): Promise<void>
  /** Requests refused for a blocked address, and how often each rule acted; for metrics. */
  counts(): { readonly blocked: number; readonly byRule: Readonly<Record<string, number>> }
}

export type AbuseTools = {
  readonly rules: readonly AbuseRule[]
  /** Counts by key; and by address, whose names strangers choose. */
  readonly stores: { readonly keys: LimitStore; readonly strangers: LimitStore }
  readonly database: Database
  readonly notifyOwner: NotifyOwner
  readonly log: Log
  readonly now: () => number
}

const blockName = (callerKind: Caller['kind'], bucket: string) => `block:${callerKind}:${bucket}`

export function createAbuse(tools: AbuseTools): Abuse {
  const { rules, stores, database, log } = tools
  const acted = new Map<string, number>(rules.map((rule) => [rule.name, 0]))
  const underWay = new Set<Promise<void>>()
  const sightingsOf = createSightings(tools.now)
  let blocked = 0

  function noteAction(rule: AbuseRule, sighting: Sighting): void {
    acted.set(rule.name, (acted.get(rule.name) ?? 0) + 1)
    const { key, storeId } = sighting
    log.warn('abuse detected', {
      rule: rule.name,
      ...(key ? { user_id: key.userId, key_id: key.keyId } : {}),
      ...(storeId ? { store_id: storeId } : {}),
    })
  }

  function eventOf(rule: AbuseRule, sighting: Sighting, count: number) {
    return {
      rule: rule.name,
      user_id: sighting.key?.userId ?? null,
      key_id: sighting.key?.keyId ?? null,
      store_id: sighting.storeId,
      network: sighting.bucket,
      count,
      lasts_seconds: null,
    }
  }

  /** The time doubles with each block; how often there was one is forgotten a day after the last. */
  async function block(rule: AbuseRule, sighting: Sighting, count: number): Promise<void> {
    if (sighting.bucket === null) return
    const name = blockName(sighting.callerKind, sighting.bucket)
    const { count: times } = await stores.strangers.add(`${name}:times`, 1, DAY_SECONDS)
    const seconds = Math.min(FIRST_BLOCK_SECONDS * 2 ** (times - 1), LONGEST_BLOCK_SECONDS)
    await stores.strangers.put(`${name}:times`, times, seconds + DAY_SECONDS)
    await stores.strangers.put(name, 1, seconds)
    noteAction(rule, sighting)
    const events = await stores.strangers.add('block_events', 1, 60)
    if (events.count > MAX_BLOCK_EVENTS_PER_MINUTE) return
    const event = eventOf(rule, sighting, count)
    await recordSecurityEvent(database.service, {
      ...event,
      kind: 'address_blocked',
      lasts_seconds: seconds,
    })
  }

  async function warn(rule: AbuseRule, sighting: Sighting, count: number): Promise<void> {
    const { key } = sighting
    const told = await stores.keys.add(`told:${rule.name}:${sighting.subject}`, 1, TELL_AGAIN_SECONDS)
    if (!key || told.count > 1) return
    noteAction(rule, sighting)
    const event = { ...eventOf(rule, sighting, count), kind: 'warning' } as const
    const eventId = await asUser(database, key.userId, (trx) => recordOwnerEvent(trx, event))
    await tools.notifyOwner({ kind: 'warning', ...key, rule: rule.name, eventId })
  }

  /** Ends the key and keeps the event in one transaction; of many requests at once one does it. */
  async function revoke(rule: AbuseRule, sighting: Sighting, count: number): Promise<void> {
    const { key } = sighting
    if (!key) return
    const event = { ...eventOf(rule, sighting, count), kind: 'key_revoked' } as const
    const eventId = await asUser(database, key.userId, async (trx) => {
      if (!(await endKey(trx, key.keyId, `abuse:${rule.name}`))) return null
      return recordOwnerEvent(trx, event)
    })
    if (eventId === null) return
    noteAction(rule, sighting)
    await tools.notifyOwner({ kind: 'key_revoked', ...key, rule: rule.name, eventId })
  }

  async function judge(rule: AbuseRule, sighting: Sighting): Promise<void> {
    const store = sighting.watch === 'bad_credential' ? stores.strangers : stores.keys
    const name = `${rule.name}:${sighting.subject}`
    if (sighting.distinct !== null) {
      const seen = await store.add(`${name}:${sighting.distinct}`, 1, rule.windowSeconds)
      if (seen.count > 1) return
    }
    const { count } = await store.add(name, sighting.points, rule.windowSeconds)
    if (count < rule.threshold) return
    const isFirst = count - sighting.points < rule.threshold
    if (rule.action === 'revoke_key') await revoke(rule, sighting, count)
    else if (isFirst && rule.action === 'block_address') await block(rule, sighting, count)
    else if (isFirst) await warn(rule, sighting, count)
  }

  function start(work: Promise<void>): void {
    const tracked = work
      .catch((thrown: unknown) => log.error('background work failed', describeError(thrown)))
      .finally(() => underWay.delete(tracked))
    underWay.add(tracked)
  }

  return {
    async assertNotBlocked(callerKind, address) {
      if (address === null) return
      const block = await stores.strangers.read(blockName(callerKind, addressBucket(address)))
      if (!block) return
      blocked++
      throw new AppError('address_blocked', 'Too many bad credentials came from this address.', {
        retryAfterSeconds: Math.max(1, Math.ceil(block.msLeft / 1000)),
      })
    },
    observe(attempt) {
      for (const sighting of sightingsOf(attempt)) {
        for (const rule of rules) if (rule.watches === sighting.watch) start(judge(rule, sighting))
      }
    },
    drain: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    counts: () => ({ blocked, byRule: Object.fromEntries(acted) }),
  }
}

async function endKey(trx: Kysely<Tables>, keyId: string, reason: string): Promise<boolean> {
  const result = await sql<{
    ended: boolean
  }>`select public.revoke_api_key(${keyId}, ${reason}) as ended`.execute(trx)
  return result.rows[0]?.ended ?? false
}

// Seals every secret anew under the newest key, so that older ones can be taken out of ENCRYPTION_KEYS.
import { sql } from 'kysely'
import { personSecretBinding } from '../access/log-persons.ts'
import { credentialsBinding } from '../access/sealed-credentials.ts'
import { serviceSecretBinding } from '../access/secrets.ts'
import type { Binding, Sealer } from '../crypto.ts'
import type { Database } from '../db/database.ts'
import type { Services } from '../services.ts'

const BATCH = 100
/** How many boxes that do not open the log names one by one. */
const MAX_NAMED = 20
/** Others may seal under an older key meanwhile, until they are started with the new one. */
const MAX_PASSES = 5

/** Where sealed boxes of stores are, and what each is bound to. */
const PLACES = {
  'stores.credentials': credentialsBinding,
  'store_person_secrets.sealed': personSecretBinding,
} as const satisfies Record<string, (store: { user_id: string; id: string }) => Binding>
type Place = keyof typeof PLACES

export type ResealResult = {
  readonly resealed: number
  /** What no key opens, by place and id: `stores.credentials 5f0c…`. */
  readonly unreadable: readonly string[]
  /** True when every box that opens is under the newest key: with none unreadable, older keys may go. */
  readonly isComplete: boolean
}

type ResealServices = Pick<Services, 'database' | 'log'> & {
  readonly secrets: Pick<Services['secrets'], 'credentials'>
}

type Stale = { readonly owner: string; readonly store: string; readonly sealed: string }
type Tally = { resealed: number; readonly unreadable: Set<string> }

/** The same secret in a box under the newest key, opened once more to be sure; null when no key opens the old one. */
async function reseal(sealer: Sealer, sealed: string, binding: Binding): Promise<string | null> {
  const plain = await sealer.open(sealed, binding)
  if (plain === null) return null
  const fresh = await sealer.seal(plain, binding)
  if ((await sealer.open(fresh, binding)) !== plain)
    throw new Error('a box that was just sealed does not open')
  return fresh
}

/** One batch of a place, swapped in one statement: a process that dies in it leaves the old boxes. */
async function resealBatch(
  database: Database,
  sealer: Sealer,
  place: Place,
  batch: readonly Stale[],
  tally: Tally,
): Promise<void> {
  const swaps: object[] = []
  for (const { owner, store, sealed } of batch) {
    const fresh = await reseal(sealer, sealed, PLACES[place]({ user_id: owner, id: store }))
    if (fresh === null) tally.unreadable.add(`${place} ${store}`)
    else swaps.push({ owner, store, old: sealed, fresh })
  }
  if (swaps.length === 0) return
  const { rows } = await sql<{ swapped: number }>`
    select shopcall.swap_boxes(${place}, ${JSON.stringify(swaps)}::jsonb) as swapped`.execute(
    database.service,
  )
  tally.resealed += rows[0]?.swapped ?? 0
}

/** Goes over a place once; gives how many boxes it found that can be sealed anew. */
async function passOver(
  { database, sealer, signal }: { database: Database; sealer: Sealer; signal: AbortSignal | undefined },
  place: Place,
  tally: Tally,
): Promise<number> {
  let found = 0
  let after: string | null = null
  while (!signal?.aborted) {
    const { rows }: { rows: Stale[] } = await sql<Stale>`
      select * from shopcall.find_stale_boxes(${place}, ${sealer.newest}, ${after}, ${BATCH})`.execute(
      database.service,
    )
    const last = rows.at(-1)
    if (!last) return found
    await resealBatch(database, sealer, place, rows, tally)
    found += rows.filter(({ store }) => !tally.unreadable.has(`${place} ${store}`)).length
    after = last.store
  }
  return found + 1
}

/** The installation's own secrets: a few rows, not of any user. */
async function passOverServiceSecrets(database: Database, sealer: Sealer, tally: Tally): Promise<number> {
  const rows = await database.service.selectFrom('service_secrets').select(['name', 'sealed']).execute()
  let found = 0
  for (const { name, sealed } of rows.filter((row) => !row.sealed.startsWith(sealer.newest))) {
    const fresh = await reseal(sealer, sealed, serviceSecretBinding(name))
    if (fresh === null) {
      tally.unreadable.add(`service_secrets.sealed ${name}`)
      continue
    }
    found++
    const swapped = await database.service
      .updateTable('service_secrets')
      .set({ sealed: fresh })
      .where('name', '=', name)
      .where('sealed', '=', sealed)
      .executeTakeFirst()
    tally.resealed += Number(swapped.numUpdatedRows)
  }
  return found
}

/** Says in the log what was done; an operator has to hear of a box that no key opens. */
function report(log: Services['log'], { resealed, unreadable }: ResealResult): void {
  if (resealed > 0) log.info('secrets sealed anew', { count: resealed })
  for (const box of unreadable.slice(0, MAX_NAMED)) {
    const [reason = '', id = ''] = box.split(' ')
    log.error('background work failed', {
      reason: `unreadable ${reason}`,
      store_id: id,
      count: unreadable.length,
    })
  }
}

/**
 * Goes over all sealed secrets until a pass finds none under an older key. It remembers no position: what is
 * left is found by looking. A box is replaced only while it is still the one that was opened, so a token that is
 * renewed or a store that is connected anew at the same time wins; several runs at once do no harm.
 */
export async function runReseal(
  { database, log, secrets }: ResealServices,
  signal?: AbortSignal,
): Promise<ResealResult> {
  const sealer = secrets.credentials
  const tally: Tally = { resealed: 0, unreadable: new Set() }
  const places = Object.keys(PLACES) as Place[]
  let left = 1
  for (let pass = 0; pass < MAX_PASSES && left > 0 && !signal?.aborted; pass++) {
    left = await passOverServiceSecrets(database, sealer, tally)
    for (const place of places) left += await passOver({ database, sealer, signal }, place, tally)
  }
  const result = {
    resealed: tally.resealed,
    unreadable: [...tally.unreadable],
    isComplete: left === 0,
  }
  report(log, result)
  return result
}

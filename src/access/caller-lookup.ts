// Finds the rows of API keys by their digests, many in one statement, and with each the store that is named.
import { type Selectable, sql } from 'kysely'
import type { DataKind } from '../caller.ts'
import { toHex } from '../crypto.ts'
import type { Database } from '../db/database.ts'
import type { UserApiKeysTable } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import { createGroup } from './group.ts'
import type { StoreJson } from './stores.ts'

/** What a request needs to know of its key, and the store it names if that is the key's user's. */
export type CallerRow = Pick<
  Selectable<UserApiKeysTable>,
  'id' | 'user_id' | 'hash' | 'store_ids' | 'allowed_ips' | 'expires_at' | 'revoked_at'
> &
  Readonly<Record<`read_${DataKind}`, boolean>> & { readonly store: StoreJson | null }

type Asked = { readonly digest: Uint8Array; readonly storeNamed: string | null }

const MAX_TOGETHER = 64
/** A flood of guesses never takes the way of keys that are known, nor the loop from them: few are answered at a time. */
const STRANGERS_TOGETHER = 8
const STRANGERS_WAITING = 1_024

export type CallerLookup = {
  /**
   * The row of this digest, read now; null when there is none. `isKnown`: the key was proven in this process
   * before. Throws `overloaded` when too many strangers wait already.
   */
  find(digest: Uint8Array, storeNamed: string | null, isKnown: boolean): Promise<CallerRow | null>
}

const tooMany = () =>
  new AppError('overloaded', 'Too many new keys are being checked.', { retryAfterSeconds: 2 })

export function createCallerLookup(database: Database): CallerLookup {
  async function load(asked: readonly Asked[]): Promise<(CallerRow | null)[]> {
    const digests = asked.map(({ digest }) => toHex(digest))
    const stores = asked.map(({ storeNamed }) => storeNamed)
    const found = await sql<CallerRow & { asked: number }>`
      select * from shopcall.find_callers(${digests}::text[], ${stores}::uuid[])`.execute(database.service)
    const rows = new Map(found.rows.map((row) => [row.asked, row]))
    return asked.map((_, index) => rows.get(index + 1) ?? null)
  }
  const known = createGroup(load, { max: MAX_TOGETHER, lanes: 2 })
  const strangers = createGroup(load, {
    max: STRANGERS_TOGETHER,
    lanes: 1,
    maxWaiting: STRANGERS_WAITING,
    refuse: tooMany,
  })
  return {
    find: (digest, storeNamed, isKnown) => (isKnown ? known : strangers).ask({ digest, storeNamed }),
  }
}

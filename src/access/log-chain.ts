// Checks the access log's hash chains with its own arithmetic, and names the first row that is not as it was written.
import { toHex } from '../crypto.ts'
import {
  type Ask,
  type ChainRow,
  hashRow,
  isAddressRight,
  readChainRows,
  type Sha256,
} from './log-chain-row.ts'

/** Where a user's chain ended at some moment; kept outside the database it proves that nothing before was changed. */
export type ChainHead = { readonly user_id: string; readonly seq: number; readonly hash: string }

/**
 * The first row of a user that is wrong. `altered`: it was changed, moved here or put here; `missing`: it is gone,
 * and with it perhaps what came after; `surplus`: it was never written by the service.
 */
export type ChainFault = {
  readonly user_id: string
  readonly seq: number
  readonly kind: 'altered' | 'missing' | 'surplus'
}

export type ChainReport = {
  readonly rows: number
  readonly heads: readonly ChainHead[]
  /** At most one for a user. */
  readonly faults: readonly ChainFault[]
  /**
   * Earlier heads with nothing left to compare them with: in months that were dropped, where they are not the last
   * row, and of accounts that were deleted.
   */
  readonly unknown: number
}

const START = '0'.repeat(64)

type Link = { readonly seq: number; readonly hash: string }

/** One user's chain while it is walked. */
type Walk = {
  readonly user: string
  /** Where the rows that are left follow from. */
  readonly start: Link
  last: Link
  fault: ChainFault | null
  readonly earlier: Map<number, string>
}

/** Goes on to this row, or says what is wrong with it. */
function step(sha256: Sha256, walk: Walk, row: ChainRow): void {
  const seq = Number(row.seq)
  const next = walk.last.seq + 1
  const hash = hashRow(sha256, walk.last.hash, row)
  const wanted = walk.earlier.get(seq) ?? hash
  if (seq < next) walk.fault = { user_id: walk.user, seq, kind: 'surplus' }
  else if (seq > next) walk.fault = { user_id: walk.user, seq: next, kind: 'missing' }
  else if (hash !== row.hash || hash !== wanted || !isAddressRight(sha256, row))
    walk.fault = { user_id: walk.user, seq, kind: 'altered' }
  else {
    walk.earlier.delete(seq)
    walk.last = { seq, hash }
  }
}

/** Compares the end of a walk with the heads of the user; gives how many earlier ones nothing is left to compare with. */
function finish(walk: Walk, known: Known): number {
  const { user, last, start } = walk
  const fault = (seq: number, kind: ChainFault['kind']) => {
    walk.fault ??= { user_id: user, seq, kind }
  }
  let unknown = 0
  for (const [seq, hash] of walk.earlier) {
    const kept = known.kept.get(user)?.get(seq)
    if (seq > last.seq) fault(last.seq + 1, 'missing')
    else if (kept === undefined) unknown++
    else if (kept !== hash) fault(seq, 'altered')
  }
  const [seq, hash] = [...(known.current.get(user) ?? [])][0] ?? [start.seq, start.hash]
  if (seq > last.seq) fault(last.seq + 1, 'missing')
  if (seq < last.seq) fault(seq + 1, 'surplus')
  if (seq === last.seq && hash !== last.hash) fault(seq, 'altered')
  return unknown
}

async function readHeads(ask: Ask, table: string): Promise<ChainHead[]> {
  const rows = await ask(
    `select user_id::text, seq::text, encode(hash, 'hex') as hash from shopcall.${table} h order by h.user_id, h.seq`,
    [],
  )
  return rows.map((row) => ({
    user_id: String(row['user_id']),
    seq: Number(row['seq']),
    hash: String(row['hash']),
  }))
}

function byUser(heads: readonly ChainHead[]): Map<string, Map<number, string>> {
  const users = new Map<string, Map<number, string>>()
  for (const { user_id, seq, hash } of heads) {
    const of = users.get(user_id) ?? new Map<number, string>()
    users.set(user_id, of.set(seq, hash))
  }
  return users
}

/** Which of these users' chains ended with their accounts. */
async function readEnded(ask: Ask, sha256: Sha256, users: Iterable<string>): Promise<Set<string>> {
  const rows = await ask("select encode(user_digest, 'hex') as digest from shopcall.access_log_ended", [])
  const digests = new Set(rows.map((row) => row['digest']))
  const encoder = new TextEncoder()
  return new Set([...users].filter((user) => digests.has(toHex(sha256(encoder.encode(user))))))
}

/** What is compared with the rows: where chains start, where they end, and where they were seen to be. */
type Known = {
  readonly current: ReadonlyMap<string, ReadonlyMap<number, string>>
  readonly kept: ReadonlyMap<string, ReadonlyMap<number, string>>
  readonly outside: ReadonlyMap<string, ReadonlyMap<number, string>>
}

function begin(user: string, known: Known): Walk {
  const [seq, hash] = [...(known.kept.get(user) ?? [])].at(-1) ?? [0, START]
  const start = { seq, hash }
  return { user, start, last: start, fault: null, earlier: new Map(known.outside.get(user)) }
}

/** Checks every chain. `earlier`: heads of former reports, kept where nobody who can write here can reach. */
export async function verifyAccessLog(
  ask: Ask,
  sha256: Sha256,
  earlier: readonly ChainHead[] = [],
): Promise<ChainReport> {
  const heads = await readHeads(ask, 'access_log_heads')
  const outside = byUser(earlier)
  const ended = await readEnded(ask, sha256, outside.keys())
  const known: Known = {
    current: byUser(heads),
    kept: byUser(await readHeads(ask, 'access_log_kept_heads')),
    outside: new Map([...outside].filter(([user]) => !ended.has(user))),
  }
  const faults: ChainFault[] = []
  const walked = new Set<string>()
  let rows = 0
  let unknown = 0

  const end = (walk: Walk) => {
    walked.add(walk.user)
    if (!walk.fault) unknown += finish(walk, known)
    if (walk.fault) faults.push(walk.fault)
  }
  let walk: Walk | null = null
  for await (const row of readChainRows(ask)) {
    rows++
    if (walk?.user !== row.user_id) {
      if (walk) end(walk)
      walk = begin(row.user_id, known)
    }
    if (!walk.fault) step(sha256, walk, row)
  }
  if (walk) end(walk)
  for (const user of Object.values(known).flatMap((users) => [...users.keys()])) {
    if (!walked.has(user)) end(begin(user, known))
  }
  for (const user of ended) unknown += outside.get(user)?.size ?? 0
  return { rows, heads, faults, unknown }
}

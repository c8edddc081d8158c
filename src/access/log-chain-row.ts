// One row of the access log as its hash takes it in, computed here anew and not by the database that is checked.
import { toHex } from '../crypto.ts'

/** Asks the database, as somebody who sees all rows; best in one read-only transaction of level repeatable read. */
export type Ask = (text: string, values: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>

const PAGE = 2_000
const encoder = new TextEncoder()

/** Numbers as text, bytes as hex; `network` is what is hashed of an address, whole or truncated. */
const ROWS = `
  select user_id::text, seq::text, at::text, (extract(epoch from at) * 1000000)::bigint::text as micros, key_id::text,
         store_id::text, operation, resource, outcome, code, status::text, item_count::text, request_id,
         network(set_masklen(address, case family(address) when 4 then 24 else 48 end))::text as network,
         network(set_masklen(address, case family(address) when 4 then 24 else 48 end))::inet = address as is_network,
         host(address) as host, encode(address_salt, 'hex') as salt, encode(address_digest, 'hex') as digest, agent,
         duration_ms::text, shop_ms::text, encode(hash, 'hex') as hash,
         (select string_agg(encode(p, 'hex'), ',' order by i) from unnest(persons) with ordinality as u (p, i)) as persons
    from public.access_log l
   where (l.user_id, l.seq, l.at) > ($1::uuid, $2::bigint, $3::timestamptz)
   order by l.user_id, l.seq, l.at limit ${PAGE}`

export type ChainRow = {
  readonly [column in
    | 'user_id'
    | 'seq'
    | 'at'
    | 'micros'
    | 'operation'
    | 'outcome'
    | 'status'
    | 'request_id'
    | 'duration_ms'
    | 'shop_ms'
    | 'hash']: string
} & {
  readonly [column in
    | 'key_id'
    | 'store_id'
    | 'resource'
    | 'code'
    | 'item_count'
    | 'network'
    | 'host'
    | 'salt'
    | 'digest'
    | 'agent'
    | 'persons']: string | null
} & { readonly is_network: boolean | null }

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/** SHA-256 as the runtime has it, at once: WebCrypto's takes ten times as long for a row (measured). */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

function hashAfter(sha256: Sha256, prefixHex: string, text: string): string {
  const [prefix, body] = [fromHex(prefixHex), encoder.encode(text)]
  const bytes = new Uint8Array(prefix.length + body.length)
  bytes.set(prefix)
  bytes.set(body, prefix.length)
  return toHex(sha256(bytes))
}

/** The row as the text that is hashed: what json_build_array writes, numbers bare. */
function canonical(row: ChainRow): string {
  const text = (value: string | null) => JSON.stringify(value)
  const number = (value: string | null) => value ?? 'null'
  return `[${[
    '1',
    text(row.user_id),
    number(row.seq),
    number(row.micros),
    text(row.key_id),
    text(row.store_id),
    text(row.operation),
    text(row.resource),
    text(row.outcome),
    text(row.code),
    number(row.status),
    number(row.item_count),
    text(row.request_id),
    text(row.network),
    text(row.digest),
    text(row.agent),
    number(row.duration_ms),
    number(row.shop_ms),
    text(row.persons),
  ].join(', ')}]`
}

/** The hash that this row must have after the row with that hash. */
export function hashRow(sha256: Sha256, before: string, row: ChainRow): string {
  return hashAfter(sha256, before, canonical(row))
}

/** An address is what its digest says; a truncated one is a network and has no salt. */
export function isAddressRight(sha256: Sha256, row: ChainRow): boolean {
  if (row.host === null || row.digest === null) return row.host === row.digest && row.salt === null
  if (row.salt === null) return row.is_network === true
  return hashAfter(sha256, row.salt, row.host) === row.digest
}

/** All rows of all users, each user's by their number. */
export async function* readChainRows(ask: Ask): AsyncGenerator<ChainRow> {
  let after = ['00000000-0000-0000-0000-000000000000', '0', '-infinity']
  for (;;) {
    const page = (await ask(ROWS, after)) as unknown as readonly ChainRow[]
    yield* page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = [last.user_id, last.seq, last.at]
  }
}

// Whom a request names, as a hash that only the store's secret can make again.
import type { Selectable } from 'kysely'
import { createDigester, type Digester, randomBase62, type Sealer, toHex } from '../crypto.ts'
import { asUser, type Database } from '../db/database.ts'
import type { StorePersonSecretsTable } from '../db/tables.ts'
import { toE164 } from '../model/phone.ts'
import type { Operation } from '../operation.ts'
import type { Services } from '../services.ts'
import type { StoreRow } from './stores.ts'

/** The words by which requests name a person. */
export const PERSON_KINDS = ['email', 'phone', 'customer_id'] as const
export type PersonKind = (typeof PERSON_KINDS)[number]

/** A person as a request names them, in the one spelling that is hashed. */
export type Person = { readonly kind: PersonKind; readonly value: string }

type StoreOfPersons = Pick<StoreRow, 'id' | 'user_id' | 'country'>

/** The one spelling: e-mail in lower case, phone as E.164; null for what is not one. */
export function toPerson(kind: PersonKind, raw: string, country: string | null): Person | null {
  const text = raw.trim()
  const value = kind === 'phone' ? toE164(text, country) : kind === 'email' ? text.toLowerCase() : text
  return value ? { kind, value } : null
}

/** Everybody whom the input of an operation names: by a filter of that word, or as `customers/{id}`. */
function personsIn(
  op: Pick<Operation, 'route'>,
  input: Readonly<Record<string, unknown>>,
  store: StoreOfPersons,
): Person[] {
  const named: [PersonKind, unknown][] = PERSON_KINDS.map((kind) => [kind, input[kind]])
  if (op.route.path.startsWith('/customers/{id}')) named.push(['customer_id', input['id']])
  return named.flatMap(([kind, raw]) => {
    const person = typeof raw === 'string' ? toPerson(kind, raw, store.country) : null
    return person ? [person] : []
  })
}

/** Whom a request names, as its record may know it; settled before anything can go wrong with the request. */
export function hashPersons(
  op: Pick<Operation, 'route'>,
  services: Pick<Services, 'accessLog' | 'secrets'>,
  input: Readonly<Record<string, unknown>>,
  store: StoreOfPersons,
): Promise<string[]> {
  const { accessLog, secrets } = services
  return accessLog.persons.hash(secrets.credentials, store, personsIn(op, input, store))
}

export type PersonHashes = {
  /**
   * HMAC-SHA-256 of each person under the store's secret, in hex. The secret is made at the first use and
   * deleted with its store: from then on nobody can tell whom a hash stands for.
   */
  hash(sealer: Sealer, store: StoreOfPersons, persons: readonly Person[]): Promise<string[]>
  /** The same for the list of whom a shop told us to forget: it cannot be laid beside the log without the secret. */
  marks(sealer: Sealer, store: StoreOfPersons, persons: readonly Person[]): Promise<string[]>
  /** Forgets the secret of a store that was deleted. */
  forget(storeId: string): void
}

const MAX_REMEMBERED = 10_000
/** So that a deleted store's secret does not live on in memory either. */
const REMEMBERED_MS = 10 * 60_000
/** 256 bits. */
const SECRET_LENGTH = 43

/** What a store's secret is bound to: this user, this store, this field. */
export function personSecretBinding(store: { readonly user_id: string; readonly id: string }) {
  return { user: store.user_id, store: store.id, field: 'person_secret' }
}

/** One for a process: it remembers the secrets of stores, so that a request costs no round trip for them. */
export function createPersonHashes(database: Database, now: () => number = Date.now): PersonHashes {
  const remembered = new Map<string, { digest: Promise<Digester>; until: number }>()

  async function load(sealer: Sealer, store: StoreOfPersons): Promise<Digester> {
    const binding = personSecretBinding(store)
    const fresh = await sealer.seal(randomBase62(SECRET_LENGTH), binding)
    const { sealed } = await asUser(
      database,
      store.user_id,
      async (trx): Promise<Pick<Selectable<StorePersonSecretsTable>, 'sealed'>> => {
        const find = trx.selectFrom('store_person_secrets').select('sealed').where('store_id', '=', store.id)
        const kept = await find.executeTakeFirst()
        if (kept) return kept
        await trx
          .insertInto('store_person_secrets')
          .values({ store_id: store.id, sealed: fresh })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        return find.executeTakeFirstOrThrow()
      },
    )
    const secret = await sealer.open(sealed, binding)
    if (secret === null) throw new Error('ENCRYPTION_KEYS does not hold the key of this secret')
    return createDigester(new TextEncoder().encode(secret))
  }

  function digestOf(sealer: Sealer, store: StoreOfPersons): Promise<Digester> {
    const known = remembered.get(store.id)
    if (known && known.until > now()) return known.digest
    const oldest = remembered.size >= MAX_REMEMBERED ? remembered.keys().next() : undefined
    if (oldest && !oldest.done) remembered.delete(oldest.value)
    const digest = load(sealer, store)
    remembered.delete(store.id)
    remembered.set(store.id, { digest, until: now() + REMEMBERED_MS })
    digest.catch(() => remembered.delete(store.id))
    return digest
  }

  async function digestAll(
    sealer: Sealer,
    store: StoreOfPersons,
    persons: readonly Person[],
    prefix: string,
  ): Promise<string[]> {
    if (persons.length === 0) return []
    const digest = await digestOf(sealer, store)
    const texts = persons.map(({ kind, value }) => `${prefix}${kind}\n${value}`)
    return texts.map((text) => toHex(digest(text)))
  }

  return {
    hash: (sealer, store, persons) => digestAll(sealer, store, persons, ''),
    marks: (sealer, store, persons) => digestAll(sealer, store, persons, 'redacted\n'),
    forget: (storeId) => void remembered.delete(storeId),
  }
}

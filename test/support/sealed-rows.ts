// Many stores with sealed credentials and secrets, written past the service, and what still opens of them.
import { personSecretBinding } from '../../src/access/log-persons.ts'
import { credentialsBinding } from '../../src/access/sealed-credentials.ts'
import { createSealer, type EncryptionKey, type Sealer } from '../../src/crypto.ts'

type Admin = (text: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>

/** A key whose bytes follow from its name. */
export function keyNamed(kid: string): EncryptionKey {
  return {
    kid,
    key: new Uint8Array(32).fill([...kid].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 256),
  }
}

/** As ENCRYPTION_KEYS names them. */
export const keysText = (keys: readonly EncryptionKey[]) =>
  keys.map(({ kid, key }) => `${kid}:${btoa(String.fromCharCode(...key))}`).join(',')

/** Boxes by the place and id that they are kept at, and the plain text that each holds. */
const plainOf = (id: string) => `{"secret":"of ${id}"}`

/** Makes a user with `count` stores, each with both kinds of boxes; half of them under the second sealer. */
export async function writeSealedStores(
  admin: Admin,
  count: number,
  sealers: readonly [Sealer, Sealer],
): Promise<{ userId: string; ids: string[] }> {
  const userId = crypto.randomUUID()
  await admin('insert into auth.users (id, name, email) values ($1, $2, $3)', [userId, 'T', `${userId}@x.hu`])
  const ids = Array.from({ length: count }, () => crypto.randomUUID())
  const rows = await Promise.all(
    ids.map(async (id, index) => {
      const sealer = sealers[index % 2 === 0 ? 0 : 1]
      const store = { id, user_id: userId }
      return {
        id,
        credentials: await sealer.seal(plainOf(id), credentialsBinding(store)),
        secret: await sealer.seal(plainOf(id), personSecretBinding(store)),
      }
    }),
  )
  for (let from = 0; from < rows.length; from += 1000) {
    const part = JSON.stringify(rows.slice(from, from + 1000))
    await admin(
      `insert into stores (id, user_id, platform, name, url, credentials)
       select x.id, $2, 'woocommerce', 's', 'https://' || x.id, x.credentials
         from jsonb_to_recordset($1::jsonb) as x (id uuid, credentials text)`,
      [part, userId],
    )
    await admin(
      `insert into store_person_secrets (store_id, sealed)
       select x.id, x.secret from jsonb_to_recordset($1::jsonb) as x (id uuid, secret text)`,
      [part],
    )
  }
  return { userId, ids }
}

/** The ids of the stores whose boxes do not open, or hold something else; of all, or of some picked at random. */
export async function unopened(
  admin: Admin,
  keys: readonly EncryptionKey[],
  some: number | null = null,
): Promise<string[]> {
  const sealer = createSealer(keys)
  const rows = await admin(
    `select s.id, s.user_id, s.credentials, p.sealed from stores s join store_person_secrets p on p.store_id = s.id
      order by case when $1::int is null then 0 else random() end limit $1`,
    [some],
  )
  const opened = await Promise.all(
    rows.map(async (row) => {
      const store = { id: String(row['id']), user_id: String(row['user_id']) }
      const [credentials, secret] = await Promise.all([
        sealer.open(String(row['credentials']), credentialsBinding(store)),
        sealer.open(String(row['sealed']), personSecretBinding(store)),
      ])
      const plain = plainOf(store.id)
      return credentials === plain && secret === plain ? [] : [store.id]
    }),
  )
  return opened.flat()
}

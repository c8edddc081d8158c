// The installation's secrets: one master secret, sealed in the database, from which each other is derived.

import { decodeBase64 } from '../config.ts'
import { createDigester, createSealer, deriveKey, type EncryptionKey, type Sealer } from '../crypto.ts'
import type { Database } from '../db/database.ts'
import type { Secrets } from '../services.ts'

const MASTER = 'master'
/** What a secret of the installation is bound to. */
export const serviceSecretBinding = (name: string) => ({
  service: 'shopcall',
  field: `service_secrets.${name}`,
})
const BINDING = serviceSecretBinding(MASTER)

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

async function readMaster(database: Database, sealer: Sealer): Promise<Uint8Array<ArrayBuffer> | null> {
  const row = await database.service
    .selectFrom('service_secrets')
    .select('sealed')
    .where('name', '=', MASTER)
    .executeTakeFirst()
  if (!row) return null
  const plain = await sealer.open(row.sealed, BINDING)
  const master = plain === null ? null : decodeBase64(plain)
  if (!master) throw new Error('ENCRYPTION_KEYS does not hold the key that this database was sealed with')
  return master
}

/** Reads the master secret, or makes it at the first start; of several instances that start at once, one wins. */
async function loadMaster(database: Database, sealer: Sealer): Promise<Uint8Array<ArrayBuffer>> {
  const known = await readMaster(database, sealer)
  if (known) return known
  const fresh = crypto.getRandomValues(new Uint8Array(32))
  await database.service
    .insertInto('service_secrets')
    .values({ name: MASTER, sealed: await sealer.seal(toBase64(fresh), BINDING) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const kept = await readMaster(database, sealer)
  if (!kept) throw new Error('the master secret could not be kept')
  return kept
}

/** All secrets, and the one that the built-in accounts sign their cookies with. */
export async function loadSecrets(
  database: Database,
  encryptionKeys: readonly EncryptionKey[],
): Promise<{ secrets: Secrets; accountsSecret: string }> {
  const credentials = createSealer(encryptionKeys)
  const master = await loadMaster(database, credentials)
  const [keyDigest, cursorDigest, cursorKey, accountsKey, installationKey, webhookSecret, webhookDigest] =
    await Promise.all([
      deriveKey(master, 'api-key-digest').then(createDigester),
      deriveKey(master, 'cursor-binding').then(createDigester),
      deriveKey(master, 'cursor-seal'),
      deriveKey(master, 'accounts'),
      deriveKey(master, 'installation-seal'),
      deriveKey(master, 'woocommerce-webhook').then(createDigester),
      deriveKey(master, 'webhook-receipts').then(createDigester),
    ])
  const cursors = createSealer([{ kid: 'c1', key: cursorKey }])
  const installations = createSealer([{ kid: 'i1', key: installationKey }])
  return {
    secrets: { keyDigest, cursorDigest, cursors, credentials, installations, webhookSecret, webhookDigest },
    accountsSecret: toBase64(accountsKey),
  }
}

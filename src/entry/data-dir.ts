// The folder that the embedded database and the generated secrets live in: one process at a time.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { type Config, decodeBase64 } from '../config.ts'
import type { EncryptionKey } from '../crypto.ts'

/** A folder that is ours until `release`, or until the process ends in whatever way. */
export type DataDir = { readonly path: string; release(): void }

/**
 * Takes the folder for this process. Two processes on one embedded database corrupt it without a word, so the
 * lock is the operating system's own (through SQLite, which Node has built in): it ends with the process.
 */
export function lockDataDir(path: string): DataDir {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(path, 'lock'))
  try {
    lock.exec('pragma busy_timeout = 0; pragma locking_mode = exclusive; begin exclusive')
  } catch {
    lock.close()
    throw new Error(
      `The folder ${path} is used by another ShopCall process. Stop it, or set DATA_DIR to another folder.`,
    )
  }
  return { path, release: () => lock.close() }
}

/** A secret of 32 bytes as base64, kept in the folder, made when it is not there; readable by its owner alone. */
function keptSecret(folder: string, name: string): string {
  const file = join(folder, name)
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(file, 'utf8').trim()
}

/** The encryption key that stands in for ENCRYPTION_KEYS. */
export function generatedEncryptionKey(dir: DataDir): EncryptionKey {
  const key = decodeBase64(keptSecret(dir.path, 'encryption-key'))
  if (key?.length !== 32)
    throw new Error(`${join(dir.path, 'encryption-key')} does not hold a key of 32 bytes in base64.`)
  return { kid: 'generated', key }
}

/**
 * SERVICE_SECRET, or one that is kept in the folder. It needs no lock, so processes that keep nothing else there may
 * share it; null, after `onFailure`, where it cannot be written.
 */
export function serviceSecretOf(
  config: Pick<Config, 'serviceSecret' | 'dataDir'>,
  onFailure: () => void,
): string | null {
  if (config.serviceSecret !== null) return config.serviceSecret
  try {
    return keptSecret(config.dataDir, 'service-secret')
  } catch {
    onFailure()
    return null
  }
}

/** Making a new database takes 200 MB that a process never gives back: so another process makes it. */
async function initDatabase(folder: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./init-database.ts', import.meta.url)), folder],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  if (code !== 0) throw new Error('The embedded database could not be made.')
}

/** A small shop's tables fit into this; the default of 128 MB costs 130 MB of memory more (measured). */
const SETTINGS = ['shared_buffers = 16MB']

/** Opens the embedded database of the folder, making it the first time. */
export async function openPglite(dir: DataDir): Promise<PGlite> {
  const folder = join(dir.path, 'database')
  if (!existsSync(join(folder, 'PG_VERSION'))) await initDatabase(folder)
  return PGlite.create({ dataDir: folder, postgresqlconf: SETTINGS })
}

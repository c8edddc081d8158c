// `npm run doctor`: looks at everything that the service needs, and says what to do.
import { fetch } from 'undici'
import { connectValkey } from '../access/valkey.ts'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { createSealer } from '../crypto.ts'
import type { Database } from '../db/database.ts'
import { openEmbedded } from '../db/embedded.ts'
import { connectPostgres } from '../db/postgres.ts'
import { createLog } from '../log.ts'
import { generatedEncryptionKey, lockDataDir, openPglite } from './data-dir.ts'
import { checkClock, checkKeys, checkPostgres, checkReachable, type Finding } from './doctor-checks.ts'
import { assertNodeVersion } from './node-version.ts'
import { productionWarnings } from './production-warnings.ts'
import { readSchema } from './schema-files.ts'

assertNodeVersion()

const SIGNS = { ok: 'ok      ', warning: 'warning ', failed: 'FAILED  ' } as const

async function checkOpened(database: Database, keys: Config['encryptionKeys']): Promise<Finding[]> {
  return [await checkClock(database.service), await checkKeys(database.service, createSealer(keys))]
}

/** With DATABASE_URL nothing is changed. The embedded database is opened as `npm start` would. */
async function checkDatabase(config: Config): Promise<Finding[]> {
  const schema = readSchema()
  const dir =
    config.databaseUrl === null || config.encryptionKeys.length === 0 ? lockDataDir(config.dataDir) : null
  try {
    const keys =
      dir && config.encryptionKeys.length === 0 ? [generatedEncryptionKey(dir)] : config.encryptionKeys
    if (config.databaseUrl === null && dir) {
      const database = await openEmbedded(await openPglite(dir), schema)
      const found = await checkOpened(database, keys)
      await database.close()
      return [{ state: 'ok', about: 'database', say: 'The embedded database opens.' }, ...found]
    }
    const url = config.databaseUrl ?? ''
    const found = await checkPostgres(
      url,
      schema.migrations.map(({ version }) => version),
    )
    if (found.some(({ state, about }) => state === 'failed' || (state === 'warning' && about === 'schema')))
      return found
    const database = connectPostgres(url, { maxConnections: 1 })
    try {
      return [...found, ...(await checkOpened(database, keys))]
    } finally {
      await database.close()
    }
  } finally {
    dir?.release()
  }
}

async function checkValkey(url: string): Promise<Finding> {
  const shared = await connectValkey(
    url,
    createLog(() => undefined),
  )
  const isThere = await shared.isAnswering()
  shared.close()
  return isThere
    ? { state: 'ok', about: 'valkey', say: 'It answers.' }
    : {
        state: 'failed',
        about: 'valkey',
        say: 'It does not answer at REDIS_URL. Start it, or correct the address.',
      }
}

/** Where a platform has one address for each shop, its own site stands for them. */
const originOf = (template: string, site: string) => (template.includes('{shop}') ? site : template)

async function examine(config: Config): Promise<Finding[]> {
  const { origins } = config
  const get = fetch as unknown as Parameters<typeof checkReachable>[2]
  const rest = await Promise.all([
    checkDatabase(config).catch((thrown: unknown): Finding[] => [
      {
        state: 'failed',
        about: 'database',
        say:
          thrown instanceof Error && thrown.message.startsWith('The folder')
            ? thrown.message
            : 'It cannot be opened. Look at DATABASE_URL and DATA_DIR.',
      },
    ]),
    ...(config.redisUrl === null ? [] : [checkValkey(config.redisUrl)]),
    checkReachable('shopify', originOf(origins.shopifyApi, 'https://www.shopify.com'), get),
    checkReachable('shoprenter', origins.shoprenterToken, get),
  ])
  const settings = productionWarnings(config).map(
    ({ say }): Finding => ({ state: 'warning', about: 'settings', say }),
  )
  return [{ state: 'ok', about: 'settings', say: 'All variables can be used.' }, ...settings, ...rest.flat()]
}

/** 0: it can run, perhaps with warnings; 1: something failed. */
async function main(): Promise<number> {
  let found: Finding[]
  try {
    found = await examine(readConfig(process.env))
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown
    found = [{ state: 'failed', about: 'settings', say: thrown.message }]
  }
  for (const { state, about, say } of found) console.log(`${SIGNS[state]}${about.padEnd(11)}${say}`)
  return found.some(({ state }) => state === 'failed') ? 1 : 0
}

try {
  process.exitCode = await main()
} catch {
  console.error('The examination could not be finished.')
  process.exitCode = 1
}

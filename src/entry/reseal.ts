// `npm run reseal`: seals every secret anew under the newest key of ENCRYPTION_KEYS, and says when older ones may go.
import { type Config, readConfig } from '../config.ts'
import { createSealer } from '../crypto.ts'
import type { Database } from '../db/database.ts'
import { openEmbedded } from '../db/embedded.ts'
import { openPostgres } from '../db/postgres.ts'
import { type ResealResult, runReseal } from '../jobs/reseal.ts'
import { createLog } from '../log.ts'
import { lockDataDir, openPglite } from './data-dir.ts'
import { assertNodeVersion } from './node-version.ts'
import { readSchema } from './schema-files.ts'

assertNodeVersion()

async function withDatabase<T>(config: Config, work: (database: Database) => Promise<T>): Promise<T> {
  const schema = readSchema()
  const dir = config.databaseUrl === null ? lockDataDir(config.dataDir) : null
  const database =
    config.databaseUrl === null && dir
      ? await openEmbedded(await openPglite(dir), schema)
      : await openPostgres(config.databaseUrl ?? '', schema, { maxConnections: 2 })
  try {
    return await work(database)
  } finally {
    await database.close()
    dir?.release()
  }
}

function sentenceOf({ resealed, unreadable, isComplete }: ResealResult, config: Config): string {
  const [newest, ...older] = config.encryptionKeys.map(({ kid }) => kid)
  const done = `${resealed} boxes were sealed anew under ${newest}.`
  if (unreadable.length > 0)
    return `${done} ${unreadable.length} open with none of these keys: put the missing key back and run this again, or have these stores connected again.`
  if (!isComplete)
    return `${done} Others were sealed under an older key meanwhile: start every instance with these keys, then run this again.`
  if (older.length === 0) return `${done} There is no older key.`
  return `${done} Nothing is left under ${older.join(', ')}: once every instance runs with these keys, and no backup from before is wanted any more, take them out of ENCRYPTION_KEYS.`
}

/** 0: everything is under the newest key; 1: something is not; 2: it could not be done. */
async function main(): Promise<number> {
  const config = readConfig(process.env)
  if (config.encryptionKeys.length === 0) {
    console.error('ENCRYPTION_KEYS is not set: everything is sealed under the one key in DATA_DIR.')
    return 0
  }
  // The report below says it all.
  const log = createLog(() => undefined)
  const credentials = createSealer(config.encryptionKeys)
  const result = await withDatabase(config, (database) =>
    runReseal({ database, log, secrets: { credentials } }),
  )
  console.log(JSON.stringify(result, null, 2))
  console.error(sentenceOf(result, config))
  return result.isComplete && result.unreadable.length === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The secrets could not be sealed anew.')
  process.exitCode = 2
}

// `npm run verify-log`: checks the access log's hash chains and prints their heads; `--heads FILE` checks former ones.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { type ChainHead, verifyAccessLog } from '../access/log-chain.ts'
import type { Ask, Sha256 } from '../access/log-chain-row.ts'
import { type Config, readConfig } from '../config.ts'
import { lockDataDir, openPglite } from './data-dir.ts'
import { assertNodeVersion } from './node-version.ts'

assertNodeVersion()

/** The role that sees everybody's rows; in a transaction that only reads. */
const ROLE = 'shopcall_retention'
const BEGIN = 'begin isolation level repeatable read read only'

const reportSchema = z.object({
  heads: z.array(z.object({ user_id: z.uuid(), seq: z.number().int().min(0), hash: z.string().length(64) })),
})

/** The heads of a file that this command wrote. */
function readEarlier(args: readonly string[]): ChainHead[] {
  const at = args.indexOf('--heads')
  const file = args[at + 1]
  if (at === -1) return []
  if (file === undefined) throw new Error('Name the file after --heads.')
  return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).heads
}

async function withPostgres<T>(url: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: `-c role=${ROLE}` })
  await client.connect()
  try {
    await client.query(BEGIN)
    return await work(
      async (text, values) => (await client.query<Record<string, unknown>>(text, [...values])).rows,
    )
  } finally {
    await client.end()
  }
}

async function withEmbedded<T>(config: Config, work: (ask: Ask) => Promise<T>): Promise<T> {
  if (!existsSync(join(config.dataDir, 'database', 'PG_VERSION')))
    throw new Error(`There is no database in ${config.dataDir}.`)
  const dir = lockDataDir(config.dataDir)
  const pglite = await openPglite(dir)
  try {
    await pglite.exec(`set role ${ROLE}; ${BEGIN}`)
    return await work(
      async (text, values) => (await pglite.query<Record<string, unknown>>(text, [...values])).rows,
    )
  } finally {
    await pglite.close()
    dir.release()
  }
}

/** 0: every chain is whole; 1: a row is named that is not; 2: it could not be checked. */
async function main(): Promise<number> {
  const config = readConfig(process.env)
  const earlier = readEarlier(process.argv)
  const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest()
  const check = (ask: Ask) => verifyAccessLog(ask, sha256, earlier)
  const report = config.databaseUrl
    ? await withPostgres(config.databaseUrl, check)
    : await withEmbedded(config, check)
  console.log(JSON.stringify({ checked_at: new Date().toISOString(), ...report }, null, 2))
  for (const { user_id, seq, kind } of report.faults)
    console.error(`The log of user ${user_id} is not whole: row ${seq} is ${kind}.`)
  const known = earlier.length === 0 ? '' : `, ${earlier.length - report.unknown} former heads compared`
  console.error(
    `${report.rows} rows of ${report.heads.length} users checked${known}: ${report.faults.length === 0 ? 'all as they were written' : `${report.faults.length} chains broken`}.`,
  )
  return report.faults.length === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The access log could not be checked.')
  process.exitCode = 2
}

// kill -9 of the re-sealing at 20 random points: every one of 10,000 boxes opens at every moment.
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSealer } from '../src/crypto.ts'
import { openPostgres } from '../src/db/postgres.ts'
import { readSchema } from '../src/entry/schema-files.ts'
import { engine } from './support/database.ts'
import { KILLS } from './support/kills.ts'
import { keyNamed, keysText, unopened, writeSealedStores } from './support/sealed-rows.ts'

const STORES = 5_000
const [older, newer] = [keyNamed('k1'), keyNamed('k2')]
const KEYS = [newer, older]

function startReseal(databaseUrl: string): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(new URL('../src/entry/reseal.ts', import.meta.url))], {
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, ENCRYPTION_KEYS: keysText(KEYS) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

const exitOf = (child: ChildProcess) =>
  new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )

// The embedded database takes one process alone; test/reseal.test.ts is for both engines.
describe.runIf(engine === 'postgres')('on PostgreSQL', () => {
  const server = new pg.Client({ connectionString: process.env['DATABASE_URL'] ?? '' })
  const name = `shopcall_reseal_${process.pid}`
  let client: pg.Client
  let url = ''
  const admin = async (text: string, values: readonly unknown[] = []) =>
    (await client.query<Record<string, unknown>>(text, [...values])).rows

  beforeAll(async () => {
    await server.connect()
    await server.query(`create database ${name}`)
    const own = new URL(process.env['DATABASE_URL'] ?? '')
    own.pathname = `/${name}`
    url = own.href
    await (await openPostgres(url, readSchema())).close()
    client = new pg.Client({ connectionString: url })
    await client.connect()
    const sealer = createSealer([older])
    await writeSealedStores(admin, STORES, [sealer, sealer])
  }, 120_000)
  afterAll(async () => {
    await client.end()
    await server.query(`drop database ${name} with (force)`)
    await server.end()
  })

  const countFresh = async () => {
    const [row] = await admin(
      `select (select count(*) from stores where starts_with(credentials, $1))
            + (select count(*) from store_person_secrets where starts_with(sealed, $1)) as count`,
      [createSealer(KEYS).newest],
    )
    return Number(row?.['count'])
  }

  test('every box opens at every moment, and the next run ends what the last one began', async () => {
    const all = STORES * 2
    let killedAtWork = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const begunAt = await countFresh()
      // At least one batch of this run, then anywhere in its share of what is left.
      const goal = begunAt + 1 + Math.floor(Math.random() * ((all - begunAt) / (KILLS - kill + 1)))
      const child = startReseal(url)
      const exit = exitOf(child)
      let isRunning = true
      const ended = exit.then((result) => {
        isRunning = false
        return result
      })
      while (isRunning && (await countFresh()) < goal) {
        expect(await unopened(admin, KEYS, 50)).toEqual([])
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10))
      child.kill('SIGKILL')
      // While the server may still be at the dead process's last statement, and after it.
      expect(await unopened(admin, KEYS)).toEqual([])
      const { signal } = await ended
      if (signal === 'SIGKILL') killedAtWork++
    }
    expect(killedAtWork).toBe(KILLS)

    const last = startReseal(url)
    let output = ''
    last.stdout?.on('data', (part: Buffer) => {
      output += part.toString()
    })
    const { code } = await exitOf(last)
    expect(code).toBe(0)
    expect(JSON.parse(output)).toMatchObject({ unreadable: [], isComplete: true })
    expect(await countFresh()).toBe(all)
    expect(await unopened(admin, [newer])).toEqual([])
  }, 300_000)

  test('with a key missing it names what it cannot open, and says so by its exit code', async () => {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('../src/entry/reseal.ts', import.meta.url))],
      {
        env: { PATH: process.env['PATH'], DATABASE_URL: url, ENCRYPTION_KEYS: keysText([keyNamed('k3')]) },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
    let output = ''
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString()
    })
    expect((await exitOf(child)).code).toBe(1)
    const report = JSON.parse(output)
    expect([report.resealed, report.unreadable.length]).toEqual([0, STORES * 2])
    expect(output).not.toMatch(/eyJ|secret":/)
  }, 120_000)
})

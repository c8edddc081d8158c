// `npm run doctor`: says what is wrong and what to do, ends with 1 where it cannot run, and shows no secret.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSecrets } from '../src/access/secrets.ts'
import { createSealer } from '../src/crypto.ts'
import { checkClock, checkKeys } from '../src/entry/doctor-checks.ts'
import { openTestDatabase, type TestDatabase } from './support/database.ts'

const DOCTOR = fileURLToPath(new URL('../src/entry/doctor.ts', import.meta.url))
const keyOf = (letter: string) => ({ kid: letter, key: new Uint8Array(32).fill(letter.charCodeAt(0)) })
let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
  await loadSecrets(db.database, [keyOf('a')])
}, 60_000)
afterAll(() => db.close())

function run(environment: Record<string, string>): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], ...environment }
    execFile(process.execPath, [DOCTOR], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, text: `${stdout}${stderr}` }),
    )
  })
}

const NOBODY = {
  ENCRYPTION_KEYS: `a:${btoa('a'.repeat(32))}`,
  SHOPIFY_API_ORIGIN: 'http://127.0.0.1:9',
  SHOPRENTER_TOKEN_ORIGIN: 'http://127.0.0.1:9',
}

test('keys: those that sealed open everything, others are named as missing', async () => {
  const { service } = db.database
  expect(await checkKeys(service, createSealer([keyOf('b'), keyOf('a')]))).toMatchObject({ state: 'ok' })
  expect(await checkKeys(service, createSealer([keyOf('b')]))).toMatchObject({
    state: 'failed',
    about: 'keys',
  })
})

test('the clock of this machine agrees with the database on it', async () => {
  expect(await checkClock(db.database.service)).toMatchObject({ state: 'ok' })
})

test('a database that is not there: 1, what to do, and not the password', async () => {
  const { code, text } = await run({ ...NOBODY, DATABASE_URL: 'postgres://u:geheim@127.0.0.1:9/x' })
  expect(code).toBe(1)
  expect(text).toMatch(/FAILED {2}database .*Start PostgreSQL/)
  expect(text).not.toContain('geheim')
}, 60_000)

test('a setting that cannot be used: 1, and its name alone', async () => {
  const { code, text } = await run({ ...NOBODY, SERVICE_SECRET: 'kurz' })
  expect([code, text]).toEqual([
    1,
    'FAILED  settings   These environment variables cannot be used as they are set: SERVICE_SECRET.\n',
  ])
}, 60_000)

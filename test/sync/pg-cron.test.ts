// The script that makes Supabase's clock: it runs, calls the right address with the right header, and hides the secret.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const SCRIPT = readFileSync(new URL('../../scripts/pg-cron.sql', import.meta.url), 'utf8')
const SECRET = 'a-service-secret-of-32-characters'

/** The parts of the three extensions that the script uses, with their own signatures; calls are noted. */
const STUBS = [
  'create schema cron',
  'create table cron.job (jobid bigint generated always as identity, jobname text unique, schedule text, command text)',
  `create function cron.schedule(job_name text, schedule text, command text) returns bigint language sql as
     $$ insert into cron.job (jobname, schedule, command) values (job_name, schedule, command) returning jobid $$`,
  `create function cron.unschedule(job_name text) returns boolean language sql as
     $$ delete from cron.job where jobname = job_name returning true $$`,
  'create schema net',
  'create table net.called (url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds int)',
  `create function net.http_post(url text, body jsonb default '{}', params jsonb default '{}',
     headers jsonb default '{"Content-Type": "application/json"}', timeout_milliseconds int default 5000)
     returns bigint language sql as
     $$ insert into net.called values (url, body, params, headers, timeout_milliseconds) returning 1::bigint $$`,
  'create schema vault',
  'create table vault.decrypted_secrets (name text, decrypted_secret text)',
]

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
  for (const stub of STUBS) await db.admin(stub)
})
afterAll(() => db.close())

/** The script's statements: the embedded database takes one at a time. */
const statements = () =>
  SCRIPT.replaceAll(/^--.*$/gm, '')
    .split(/;\s*\n(?=\s*(?:do|select cron)|\s*$)/)
    .filter((text) => text.trim() !== '')
const run = async () => {
  for (const statement of statements()) await db.admin(statement)
}

test('without the secrets it says what to do', async () => {
  await expect(run()).rejects.toThrow('into the Vault first')
})

test('once a minute it calls the function with the secret, which the job does not hold', async () => {
  await db.admin('insert into vault.decrypted_secrets values ($1, $2), ($3, $4)', [
    'shopcall_url',
    'https://project.supabase.co/',
    'shopcall_service_secret',
    SECRET,
  ])
  await run()
  await run()
  const jobs = await db.admin('select schedule, command from cron.job')
  expect(jobs.length).toBe(1)
  expect(jobs[0]?.['schedule']).toBe('* * * * *')
  expect(JSON.stringify(jobs)).not.toContain(SECRET)
  await db.admin(String(jobs[0]?.['command']))
  expect(await db.admin('select * from net.called')).toEqual([
    {
      url: 'https://project.supabase.co/functions/v1/scheduled-sync',
      body: {},
      params: {},
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${SECRET}` },
      timeout_milliseconds: 58_000,
    },
  ])
})

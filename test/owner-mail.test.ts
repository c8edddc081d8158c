// Mail to owners, from what happened to a mail server that really takes it: once each, and nothing but ids between.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { recordOwnerEvent } from '../src/access/security-events.ts'
import { asUser } from '../src/db/database.ts'
import { type Clock, createClock } from '../src/entry/clock.ts'
import { createMail } from '../src/entry/mail.ts'
import { JOBS } from '../src/jobs/index.ts'
import { runKeyReminders } from '../src/jobs/key-reminders.ts'
import { mailText } from '../src/jobs/mail-texts.ts'
import { notifyByMail, OWNER_MAIL } from '../src/jobs/owner-mail.ts'
import { createLog } from '../src/log.ts'
import { createReport } from '../src/report.ts'
import type { Services } from '../src/services.ts'
import { makeKey } from './support/abuse.ts'
import { openTestDatabase, type TestDatabase } from './support/database.ts'
import { type FakeSmtp, startSmtp } from './support/smtp.ts'

const FAST = { cron: 45, poll: 1, pollWithoutListen: 0.5, supervise: 5 }

let db: TestDatabase
let smtp: FakeSmtp
let clock: Clock
let services: Services
const lines: string[] = []

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

beforeEach(async () => {
  smtp = await startSmtp()
  const log = createLog((...line) => void lines.push(JSON.stringify(line)))
  const report = createReport(log)
  const jobs = JOBS.filter(({ name }) => name === OWNER_MAIL).map((job) => ({ ...job, retryAfterSeconds: 1 }))
  clock = createClock(db.database.jobs, report, { jobs, intervals: FAST })
  services = {
    database: db.database,
    config: { publicUrl: 'https://shopcall.example' },
    mail: createMail(smtp.url, 'ShopCall <no-reply@shopcall.example>'),
    notifyOwner: notifyByMail(clock.enqueue),
    enqueue: clock.enqueue,
    log,
    report,
    now: Date.now,
  } as unknown as Services
  await clock.start(services)
})
afterEach(async () => {
  await clock.stop()
  services.mail?.close()
  await smtp.close()
  lines.length = 0
})

const soon = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 50 })
const settled = () =>
  vi.waitFor(
    async () =>
      expect(
        await db.admin(
          "select 1 from pgboss.job where name = $1 and state in ('created', 'retry', 'active')",
          [OWNER_MAIL],
        ),
      ).toEqual([]),
    { timeout: 30_000, interval: 100 },
  )
/** The readable text of a mail, whichever way it was encoded. */
function textOf(raw: string): string {
  const [head = '', body = ''] = raw.split(/\r\n\r\n(.*)/s)
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8')
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

async function happened(kind: 'warning' | 'key_revoked', rule: string) {
  const key = await makeKey(db)
  const { userId, keyId } = key
  const event = {
    user_id: userId,
    key_id: keyId,
    kind,
    rule,
    store_id: null,
    network: null,
    count: 1,
    lasts_seconds: null,
  }
  const eventId = await asUser(db.database, userId, (trx) => recordOwnerEvent(trx, event))
  return { userId, keyId, eventId, notice: { kind, userId, keyId, rule, eventId } as const }
}

test('an owner is written to about an event, in both languages, at the address that the accounts have now', async () => {
  const { userId, eventId, notice } = await happened('key_revoked', 'many_networks_mass')
  await db.admin('update auth.users set email = $2 where id = $1', [userId, `new-${userId}@example.hu`])
  await services.notifyOwner(notice)
  await soon(() => expect(smtp.mails.length).toBe(1))
  const [mail] = smtp.mails
  expect(mail?.to).toEqual([`<new-${userId}@example.hu>`])
  expect(mail?.raw).toContain(`Message-ID: <event.${eventId}.${userId}@shopcall.example>`)
  expect(mail?.raw).toContain('Auto-Submitted: auto-generated')
  const text = textOf(mail?.raw ?? '')
  expect(text).toContain('was used from many networks')
  expect(text).toContain('sok hálózatból használták')
  expect(text).toContain('api_shopcall_abcdef…')
  expect(text).toContain('https://shopcall.example')
  const rows = await db.admin('select row_to_json(j)::text as text from pgboss.job j where name = $1', [
    OWNER_MAIL,
  ])
  expect(JSON.stringify(rows)).not.toContain('@')
})

test('a server that is busy gets it later, one that says no gets it never again', async () => {
  smtp.refusals.push('451 later', '421 later')
  const later = await happened('warning', 'page_walk')
  await services.notifyOwner(later.notice)
  await soon(() => expect(smtp.mails.length).toBe(1))
  await settled()
  smtp.refusals.push(`550 no such user ${later.userId}`)
  const never = await happened('warning', 'page_walk')
  await services.notifyOwner(never.notice)
  await settled()
  expect(smtp.refusals).toEqual([])
  expect(smtp.mails.length).toBe(1)
  expect(lines.join()).toContain(OWNER_MAIL)
  expect(lines.join()).not.toContain('no such user')
})

test('a reminder comes once, and not for a key that ended meanwhile', async () => {
  const key = await makeKey(db)
  await db.admin(
    "update user_api_keys set expires_at = now() + interval '6 days', created_at = now() - interval '1 year' where id = $1",
    [key.keyId],
  )
  await Promise.all([runKeyReminders(services), runKeyReminders(services)])
  await runKeyReminders(services)
  await soon(() => expect(smtp.mails.length).toBe(1))
  expect(textOf(smtp.mails[0]?.raw ?? '')).toMatch(/ends on \d{4}-\d\d-\d\d/)
  const revoked = { user_id: key.userId, key_id: key.keyId, reminder_days: 1 } as const
  await db.admin('update user_api_keys set revoked_at = now() where id = $1', [key.keyId])
  await clock.enqueue(OWNER_MAIL, revoked)
  await settled()
  expect(smtp.mails.length).toBe(1)
})

test('nobody is written to about what is not theirs, or after they left', async () => {
  const mine = await happened('warning', 'page_walk')
  const other = await happened('warning', 'page_walk')
  await clock.enqueue(OWNER_MAIL, { user_id: other.userId, key_id: mine.keyId, event_id: mine.eventId })
  await clock.enqueue(OWNER_MAIL, { user_id: other.userId, key_id: other.keyId, event_id: mine.eventId })
  await clock.enqueue(OWNER_MAIL, {
    user_id: crypto.randomUUID(),
    key_id: mine.keyId,
    event_id: mine.eventId,
  })
  await db.admin('delete from auth.users where id = $1', [other.userId])
  await services.notifyOwner(other.notice)
  await settled()
  expect(smtp.mails).toEqual([])
  expect(lines).toEqual([])
})

test('the name of a key changes nothing of a mail but itself', async () => {
  const about = { kind: 'key_revoked', rule: 'page_walk' } as const
  const { subject, text } = mailText(
    about,
    { name: 'a\r\nBcc: x@y.hu\u2028', prefix: 'abcdef' },
    'hu-HU',
    'https://x',
  )
  expect(subject).toBe('„a Bcc: x@y.hu ” API-kulcs: visszavontuk')
  expect(text.split('\n').filter((line) => line.startsWith('Bcc'))).toEqual([])
  expect(text).not.toContain('was revoked')
  expect(mailText(about, { name: 'a', prefix: 'abcdef' }, 'en', 'https://x').text).not.toContain(
    'Visszavontuk',
  )
})

// After a Shopify store was connected, renewed, refused and broken in every way: no credential in log, answer or dump.
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fault } from '../sandbox/shop.ts'
import { exchangeCode } from '../src/platforms/shopify/authorization.ts'
import { secretsIn } from './support/secret-search.ts'
import type { Answer, TestService } from './support/service.ts'
import { testContext } from './support/shop-context.ts'
import { begin, clickInstall, comeBack, SHOP, SHOPIFY_APP } from './support/shopify-install.ts'
import {
  connectTokenStore,
  createTokenOwner,
  letTurnsEnd,
  startTokenService,
  type TokenOwner,
} from './support/shopify-tokens.ts'

let service: TestService
let owner: TokenOwner
const secrets: string[] = [SHOPIFY_APP.SHOPIFY_CLIENT_SECRET]
const answers: string[] = []

const FAULTS: Fault[] = [
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'warning_before_json' },
  { kind: 'broken_json' },
  { kind: 'status', status: 400, body: '{"error":"invalid_grant"}' },
  { kind: 'status', status: 401, body: '{"error":"invalid_client"}' },
  { kind: 'status', status: 500 },
]

function note(answer: Answer): void {
  answers.push(answer.text, JSON.stringify([...answer.headers].filter(([name]) => name !== 'set-cookie')))
}

async function connectBadly(fault: Fault): Promise<void> {
  const { faults } = service.sandbox.shopify
  const begun = await begin(service, owner.token)
  secrets.push(begun.state, begun.cookie.split('=')[1] ?? '')
  const back = await clickInstall(begun)
  faults.set(fault, { path: /access_token/ })
  note(await comeBack(service, back, { cookie: begun.cookie }))
  faults.clear()
  const forged = new URL(back)
  forged.searchParams.set('code', 'x')
  note(await comeBack(service, forged, { cookie: begun.cookie }))
  note(await comeBack(service, back, { headers: { accept: 'text/html' } }))
}

beforeAll(async () => {
  service = await startTokenService()
  owner = await createTokenOwner(service)
  for (const fault of FAULTS) await connectBadly(fault)
  const store = await connectTokenStore(service, owner)
  for (const fault of FAULTS) {
    await store.expire()
    service.sandbox.shopify.faults.set(fault, { path: /access_token/ })
    note(await store.read())
    service.sandbox.shopify.faults.clear()
    await letTurnsEnd(service, store.id)
    note(await store.read())
  }
  service.sandbox.programs.shopify.expireTokens()
  note(await store.read())
  secrets.push(
    ...service.sandbox.programs.shopify.installations.given(),
    ...Object.values(await tokensOf(store)),
  )
}, 240_000)
afterAll(() => service.close())

async function tokensOf(store: Awaited<ReturnType<typeof connectTokenStore>>) {
  const { access_token, refresh_token, previous_refresh_token } = await store.kept()
  return { access_token, refresh_token, previous: previous_refresh_token ?? 'no previous token' }
}

/** Every row of every table, as text; bytes are in it as hex. */
async function dump(): Promise<string> {
  const tables = await service.db.admin(
    "select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  )
  const parts: string[] = []
  for (const { name } of tables) {
    const rows = await service.db.admin(`select t::text as row from ${name} t`)
    parts.push(String(name), ...rows.map(({ row }) => String(row)))
  }
  return parts.join('\n')
}

test('many credentials occurred, and the last ones are in use', async () => {
  expect(new Set(secrets).size).toBeGreaterThan(30)
  expect(answers.length).toBeGreaterThan(40)
})

test('none is in a log line or in an answer', () => {
  expect(secretsIn(service.logLines.join('\n'), secrets)).toEqual([])
  expect(secretsIn(answers.join('\n'), secrets)).toEqual([])
})

test('none is in a dump of the database, and the search would find one', async () => {
  const text = await dump()
  expect(text).toContain('public.credential_renewals')
  expect(text).toContain('public.stores')
  expect(secretsIn(text, secrets)).toEqual([])
  const [planted = ''] = secrets
  for (const spelling of [
    planted,
    Buffer.from(`x${planted}y`).toString('base64'),
    Buffer.from(`{"t":"${planted}"}`).toString('base64url'),
    Buffer.from(planted).toString('hex'),
  ]) {
    await service.db.admin('update stores set name = $1', [spelling])
    expect(secretsIn(await dump(), secrets)).toEqual([planted])
  }
})

test.each(FAULTS)('none hangs on an error of the exchange: %j', async (fault) => {
  const setup = testContext()
  const code = 'kanari-code-0000000000000000'
  const app = { clientId: 'id', clientSecret: 'kanari-secret-00000000000000' }
  service.sandbox.shopify.faults.set(fault, { path: /access_token/ })
  const thrown = await exchangeCode(setup.context.http, {
    shop: SHOP,
    code,
    app,
    origins: { ...setup.context.origins, shopifyApi: service.sandbox.shopify.origin },
    now: Date.now,
  }).catch((error: unknown) => error)
  service.sandbox.shopify.faults.clear()
  await setup.close()
  const all = inspect(thrown, { depth: null, showHidden: true, maxStringLength: null })
  expect(thrown).toBeInstanceOf(Error)
  expect(secretsIn(all, [code, app.clientSecret])).toEqual([])
})

// A store connected by installing the app, with its tokens in the test's hands.
import { credentialsBinding } from '../../src/access/sealed-credentials.ts'
import { type Host, startHost } from '../../src/entry/host.ts'
import type { ExpiringCredentials } from '../../src/platforms/shopify/credentials.ts'
import { createOwner } from './owner.ts'
import { type Answer, startTestService, type TestService } from './service.ts'
import { installStore, SHOPIFY_APP } from './shopify-install.ts'

export type Kept = ExpiringCredentials

export type TokenStore = {
  readonly id: string
  /** What is sealed in the database now. */
  kept(): Promise<Kept>
  /** Seals something else in its place. */
  keep(change: (kept: Kept) => Partial<Kept>): Promise<void>
  expire(): Promise<void>
  /** Reads an order through an instance; by default the first. */
  read(host?: Host): Promise<Answer>
}

export function startTokenService(): Promise<TestService> {
  return startTestService({ ...SHOPIFY_APP, TRUSTED_PROXIES: '127.0.0.1' })
}

/** Another instance on the same database, with caches of its own. */
export function startSecondHost(service: TestService): Promise<Host> {
  const { database } = service.db
  return startHost(
    service.host.services.config,
    (...line) => void service.logLines.push(JSON.stringify(line)),
    { database: { ...database, close: async () => undefined } },
  )
}

/** Whose store it is. Passwords and keys are slow to make, so one serves for all tests of a file. */
export type TokenOwner = { readonly userId: string; readonly token: string; readonly apiKey: string }

export async function createTokenOwner(service: TestService): Promise<TokenOwner> {
  const { userId, token, key } = await createOwner(service)
  return { userId, token, apiKey: (await key()).apiKey }
}

/** Connects the owner's store, in place of one from an earlier test. */
export async function connectTokenStore(service: TestService, owner: TokenOwner): Promise<TokenStore> {
  await service.db.admin('delete from stores where user_id = $1', [owner.userId])
  const id = await installStore(service, owner.token)
  const { apiKey } = owner
  const sealer = service.host.services.secrets.credentials
  const binding = credentialsBinding({ id, user_id: owner.userId })
  const kept = async () => {
    const [row] = await service.db.admin('select credentials from stores where id = $1', [id])
    const plain = await sealer.open(String(row?.['credentials']), binding)
    if (plain === null) throw new Error('it does not open')
    return JSON.parse(plain) as Kept
  }
  const keep = async (change: (kept: Kept) => Partial<Kept>) => {
    const before = await kept()
    const sealed = await sealer.seal(JSON.stringify({ ...before, ...change(before) }), binding)
    await service.db.admin('update stores set credentials = $2 where id = $1', [id, sealed])
  }
  return {
    id,
    kept,
    keep,
    expire: () => keep(({ expires_at }) => ({ expires_at: Math.min(expires_at, Date.now() - 1_000) })),
    read: async (host = service.host) => {
      const response = await fetch(
        `${host.url}/functions/v1/webshop-data-api/orders?store_id=${id}&limit=1&fields=id`,
        { headers: { authorization: `Bearer ${apiKey}` } },
      )
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, body: JSON.parse(text) }
    },
  }
}

/** The store's calls are four at a time: who is told that it is too much comes again, as a client does. */
export async function readUntilAnswered(store: TokenStore, host?: Host): Promise<Answer> {
  for (;;) {
    const answer = await store.read(host)
    if (answer.body.code !== 'overloaded') return answer
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 400))
  }
}

/** Lets the minute after a refusal, or a dead holder's turn, be over. */
export async function letTurnsEnd(service: TestService, storeId: string): Promise<void> {
  await service.db.admin(
    `update credential_renewals set held_until = now() - interval '1 second',
       refused_until = case when refused_until is null then null else now() - interval '1 second' end
     where store_id = $1`,
    [storeId],
  )
}

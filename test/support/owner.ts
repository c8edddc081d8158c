// A merchant with stores and keys, at an address of their own: for services that trust 127.0.0.1 as a proxy.
import type { PlatformId } from '../../src/platforms/platform.ts'
import type { TestService } from './service.ts'

/** What a service needs to be started with; with REDIS_URL set, limits and blocks are in that Valkey. */
export const BEHIND_PROXY: Record<string, string> = {
  TRUSTED_PROXIES: '127.0.0.1',
  ...(process.env['REDIS_URL'] ? { REDIS_URL: process.env['REDIS_URL'] } : {}),
}

/** An address that no other test has: every test's strangers are its own. */
export function freshAddress(): string {
  const [a = 0, b = 0, c = 0, d = 0] = crypto.getRandomValues(new Uint16Array(4))
  return `2001:${a.toString(16)}:${b.toString(16)}:${c.toString(16)}::${d.toString(16)}`
}

export const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })

export type Owner = {
  readonly token: string
  readonly userId: string
  readonly storeIds: readonly string[]
  key(body?: object): Promise<{ apiKey: string; id: string }>
}

/** The accounts let an address sign up three times in ten seconds: each owner comes from another. */
export async function createOwner(
  service: TestService,
  platforms: readonly PlatformId[] = [],
): Promise<Owner> {
  const address = freshAddress()
  const made = await service.call('/auth/v1/sign-up/email', {
    ...from(address),
    body: {
      email: `u${crypto.randomUUID()}@example.hu`,
      password: 'correct horse battery staple',
      name: 'Test',
    },
  })
  const { body } = await service.call('/auth/v1/token', { ...from(address), token: made.body.token })
  const storeIds: string[] = []
  for (const platform of platforms) storeIds.push((await service.connect(body.token, platform)).body.data.id)
  return {
    token: body.token,
    userId: made.body.user.id,
    storeIds,
    key: (wanted) => service.createKey(body.token, wanted),
  }
}

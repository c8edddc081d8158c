// Tokens of an installed app: from a code that works once, with refresh tokens that replace each other.
import type { AuthorizeRequest } from './authorize.ts'
import type { GrantForm } from './tokens.ts'

/** A token as Shopify's look. */
export function newToken(prefix: 'shpat' | 'shprt'): string {
  return `${prefix}_${crypto.randomUUID().replaceAll('-', '')}`
}

/** How long the tokens live that are given from now on, in seconds. */
export type OfflineLives = { accessSeconds: number; refreshSeconds: number }

type Code = { readonly scopes: readonly string[]; readonly endsAt: number }
type Pair = {
  readonly access: string
  readonly refresh: string
  readonly scopes: readonly string[]
  accessEndsAt: number
  readonly refreshEndsAt: number
  /** The pair that took this one's place. */
  next: Pair | null
  isUsed: boolean
}

const CODE_LIFE_MS = 60_000
const refused = (error: string) => Response.json({ error }, { status: 400 })

/**
 * The rules of August 2026: a refresh token gives a new pair, and may be used again until that new pair is first
 * used. A retry ends the pair that the lost answer held: nobody says that it does not, so the sandbox is strict.
 */
export function createOfflineTokens(shopScopes: () => readonly string[], lives: OfflineLives) {
  const codes = new Map<string, Code>()
  const byAccess = new Map<string, Pair>()
  const byRefresh = new Map<string, Pair>()
  const given: string[] = []
  let declined: readonly string[] = []
  let refreshes = 0

  function issue(scopes: readonly string[]): Pair {
    const pair: Pair = {
      access: newToken('shpat'),
      refresh: newToken('shprt'),
      scopes,
      accessEndsAt: Date.now() + lives.accessSeconds * 1000,
      refreshEndsAt: Date.now() + lives.refreshSeconds * 1000,
      next: null,
      isUsed: false,
    }
    byAccess.set(pair.access, pair)
    byRefresh.set(pair.refresh, pair)
    given.push(pair.access, pair.refresh)
    return pair
  }

  const allowed = (scopes: readonly string[]) => scopes.filter((scope) => shopScopes().includes(scope))

  function answer(pair: Pair): Response {
    return Response.json({
      access_token: pair.access,
      scope: allowed(pair.scopes).join(','),
      expires_in: lives.accessSeconds,
      refresh_token: pair.refresh,
      refresh_token_expires_in: lives.refreshSeconds,
    })
  }

  function forget(pair: Pair): void {
    byAccess.delete(pair.access)
    byRefresh.delete(pair.refresh)
  }

  return {
    issueCode(request: AuthorizeRequest): string {
      const code = crypto.randomUUID().replaceAll('-', '')
      const scopes = request.scopes.filter((scope) => !declined.includes(scope))
      codes.set(code, { scopes, endsAt: Date.now() + CODE_LIFE_MS })
      given.push(code)
      return code
    },
    exchange(form: GrantForm): Response {
      const code = codes.get(String(form['code']))
      codes.delete(String(form['code']))
      if (!code || code.endsAt <= Date.now()) return refused('invalid_request')
      const pair = issue(code.scopes)
      if (String(form['expiring']) === '1') return answer(pair)
      pair.accessEndsAt = Number.POSITIVE_INFINITY
      return Response.json({ access_token: pair.access, scope: allowed(pair.scopes).join(',') })
    },
    refresh(form: GrantForm): Response {
      refreshes++
      const pair = byRefresh.get(String(form['refresh_token']))
      if (!pair || pair.refreshEndsAt <= Date.now() || pair.next?.isUsed) return refused('invalid_grant')
      pair.isUsed = true
      if (pair.next) forget(pair.next)
      pair.next = issue(pair.scopes)
      return answer(pair.next)
    },
    /** Using an access token counts as using its pair. */
    scopesOf(token: string): readonly string[] | null {
      const pair = byAccess.get(token)
      if (!pair || pair.accessEndsAt <= Date.now()) return null
      pair.isUsed = true
      return allowed(pair.scopes)
    },
    /** Ends all access tokens; the refresh tokens stay. */
    expire: () => byAccess.clear(),
    /** The app is taken out of the shop: nothing works any more. */
    uninstall(): void {
      byAccess.clear()
      byRefresh.clear()
    },
    /** A merchant who gives less than is asked. */
    decline(scopes: readonly string[]): void {
      declined = scopes
    },
    setLives: (changed: Partial<OfflineLives>) => {
      lives.accessSeconds = changed.accessSeconds ?? lives.accessSeconds
      lives.refreshSeconds = changed.refreshSeconds ?? lives.refreshSeconds
    },
    /** How often a refresh token was sent, whatever came of it. */
    refreshes: () => refreshes,
    /** Every code and token that ever left. */
    given: () => [...given],
  }
}

/** The tokens of installations, with their switches. */
export type OfflineTokens = ReturnType<typeof createOfflineTokens>

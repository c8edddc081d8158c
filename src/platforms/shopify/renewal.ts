// Expiring tokens: when they are renewed, with what, and what a refusal means.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { ShopHttp } from '../egress.ts'
import type { PlatformApp, Renewal, ShopContext } from '../platform.ts'
import { invalidAnswer, type ShopAnswer } from '../shop-answer.ts'
import { type ExpiringCredentials, expiringSchema } from './credentials.ts'
import { refusalOf } from './refusals.ts'
import { askTokenEndpoint, type Grant, grantSchema, lifeMsOf } from './token-endpoint.ts'

/** Shopify's advice is some minutes; a shorter life than an hour gets a tenth of it. */
const MAX_EARLY_MS = 300_000
/** A token that was made so lately and is refused would not be mended by another. */
const JUST_RENEWED_MS = 10_000
const DAY_MS = 86_400_000
/** For an answer that does not say it: 90 days (Shopify, offline access tokens). */
const REFRESH_LIFE_MS = 90 * DAY_MS

const errorSchema = z.object({ error: z.string() })

/** Why a store whose access cannot be renewed has to be connected again, or what its operator has to mend. */
export function renewalRefused(reason: string): AppError {
  switch (reason) {
    case 'app_refused':
      return new AppError(
        'shop_unauthorized',
        "Shopify refuses this installation's app: its id or its secret.",
        {
          reason,
        },
      )
    case 'app_missing':
      return new AppError(
        'shop_unauthorized',
        'This installation has no Shopify app to renew the access with.',
        {
          reason,
        },
      )
    default:
      return new AppError('shop_unauthorized', 'The access to the shop has ended. Connect the shop again.', {
        reason: 'needs_reconnect',
      })
  }
}

/** What is kept of a grant with a refresh token. */
export function expiringOf(
  grant: Grant & { readonly refresh_token: string },
  facts: { readonly shop: string; readonly previous: string | null; readonly nowMs: number },
): ExpiringCredentials {
  const issued_at = Math.floor(facts.nowMs)
  const refreshLifeMs =
    grant.refresh_token_expires_in === undefined ? REFRESH_LIFE_MS : grant.refresh_token_expires_in * 1000
  return {
    shop: facts.shop,
    access_token: grant.access_token,
    refresh_token: grant.refresh_token,
    issued_at,
    expires_at: issued_at + Math.ceil(lifeMsOf(grant)),
    refresh_expires_at: issued_at + Math.ceil(refreshLifeMs),
    previous_refresh_token: facts.previous,
  }
}

/** Whether it is time; each time another moment within the last minutes, so that not all come at once. */
export function isDue(kept: ExpiringCredentials, nowMs: number): boolean {
  const earlyMs = Math.min(MAX_EARLY_MS, (kept.expires_at - kept.issued_at) / 10)
  return nowMs >= kept.expires_at - earlyMs * (0.5 + Math.random() / 2)
}

/** Whether another token would help after this one was refused. */
export function mayHelpAfterRefusal(kept: ExpiringCredentials, nowMs: number): boolean {
  return kept.previous_refresh_token === null || nowMs - kept.issued_at > JUST_RENEWED_MS
}

function errorWordOf(answer: ShopAnswer): string | null {
  try {
    return answer.json(errorSchema).error
  } catch {
    return null
  }
}

/** The new pair for one refresh token; null when the shop does not take that one. */
async function refreshWith(
  token: string,
  kept: ExpiringCredentials,
  app: PlatformApp,
  http: ShopHttp,
  context: ShopContext,
): Promise<ExpiringCredentials | null> {
  const answer = await askTokenEndpoint(http, context.origins, {
    shop: kept.shop,
    form: {
      client_id: app.clientId,
      client_secret: app.clientSecret,
      grant_type: 'refresh_token',
      refresh_token: token,
    },
    // Shopify takes a refresh token again until the one that replaced it is used.
    repeatable: true,
  })
  if ([400, 401, 403].includes(answer.status)) {
    if (errorWordOf(answer) === 'invalid_client') throw renewalRefused('app_refused')
    return null
  }
  if (answer.status !== 200) throw refusalOf(answer.status)
  const grant = answer.json(grantSchema)
  const { refresh_token } = grant
  if (refresh_token === undefined) throw invalidAnswer('no_refresh_token')
  return expiringOf({ ...grant, refresh_token }, { shop: kept.shop, previous: token, nowMs: context.now() })
}

async function refresh(
  kept: ExpiringCredentials,
  http: ShopHttp,
  context: ShopContext,
): Promise<ExpiringCredentials> {
  const app = context.apps.shopify
  if (!app) throw renewalRefused('app_missing')
  if (context.now() >= kept.refresh_expires_at) throw renewalRefused('needs_reconnect')
  const fresh = await refreshWith(kept.refresh_token, kept, app, http, context)
  if (fresh) return fresh
  const previous = kept.previous_refresh_token
  const again = previous === null ? null : await refreshWith(previous, kept, app, http, context)
  if (!again) throw renewalRefused('needs_reconnect')
  return again
}

/** The renewal of a store's tokens; `refusedToken` is one that the API did not take. */
export function renewalOf(
  context: ShopContext,
  refusedToken: string | null,
  options: { readonly mustWait: boolean },
): Renewal {
  const isNeeded = (raw: unknown) => {
    const kept = expiringSchema.safeParse(raw)
    return kept.success && (kept.data.access_token === refusedToken || isDue(kept.data, context.now()))
  }
  return {
    isNeeded,
    renew: (kept, http) => refresh(expiringSchema.parse(kept), http, context),
    refused: renewalRefused,
    mustWait: options.mustWait,
  }
}

// What a WooCommerce shop sends when it hands over keys, and where it sends the browser afterwards.
import type { Hono } from 'hono'
import { z } from 'zod'
import { connectStore } from '../access/connect.ts'
import { takeAttempt } from '../access/connect-attempts.ts'
import { endHandover, keepResult } from '../access/handover.ts'
import type { AppContext, AppEnv } from '../app.ts'
import { AppError } from '../errors.ts'
import { readBody } from '../http-input.ts'
import { assertReadOnly } from '../platforms/woocommerce/handover.ts'
import type { Services } from '../services.ts'
import { answerCallback, callbackRequest, oneParameter } from './callback.ts'

const BASE = '/functions/v1/oauth-woocommerce'
/** The shop waits a minute for the answer (facts: wc-auth), and a slow one needs more than a request's ten seconds. */
const DEADLINE_MS = 30_000

/** As WooCommerce sends it (facts: recorded from 11.0.1). Everything in it can be anybody's. */
const handedOver = z.strictObject({
  key_id: z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)]),
  user_id: z.string().regex(/^[0-9A-Za-z]{43}$/),
  consumer_key: z.string().regex(/^ck_[0-9a-f]{40}$/),
  consumer_secret: z.string().regex(/^cs_[0-9a-f]{40}$/),
  key_permissions: z.enum(['read', 'write', 'read_write']),
})

function invalid(field: string): AppError {
  return new AppError('invalid_request', 'A parameter is missing or not valid.', {
    fields: [{ field, message: 'is missing or not valid' }],
  })
}

/**
 * Takes the keys: not signed, so they count only with a value that was given out once, and are tried against the
 * very shop that it was given out for. Whatever goes wrong, the shop gets another status and deletes the key.
 */
async function takeKeys(c: AppContext, services: Services): Promise<void> {
  const parsed = handedOver.safeParse(await readBody(c))
  if (!parsed.success) throw invalid(String(parsed.error.issues[0]?.path[0] ?? 'body'))
  const { user_id: secret, consumer_key, consumer_secret, key_permissions } = parsed.data
  // The shop itself calls; which browser it was for shows when that comes back (`return`).
  const caller = { isBrowser: false, browserSecret: null }
  const attempt = await takeAttempt(services, 'woocommerce', secret, caller)
  assertReadOnly(key_permissions)
  const wanted = {
    platform: 'woocommerce',
    credentials: { url: attempt.shop, consumer_key, consumer_secret },
    data_access_permissions: attempt.permissions,
    consent: { version: attempt.consentVersion, language: attempt.consentLanguage },
    alsoKeep: keepResult(services, secret, attempt),
  } as const
  const budget = { deadlineAt: services.now() + DEADLINE_MS, onCall: c.get('stopwatch').onShopCall }
  await connectStore(services, attempt.userId, wanted, budget)
}

/** The browser is back, with the merchant's yes or no. Nothing in the address is believed but the value. */
async function takeReturn(c: AppContext, services: Services) {
  const success = oneParameter(c, 'success')
  const secret = oneParameter(c, 'user_id')
  const request = callbackRequest(c, services)
  if (success === '0') {
    await takeAttempt(services, 'woocommerce', secret, request)
    throw new AppError('shop_unauthorized', 'The access was declined in the shop.', { reason: 'declined' })
  }
  if (success !== '1') throw invalid('success')
  const state = await endHandover(services, secret, request)
  return { data: { state }, page: { kind: state }, status: 200 } as const
}

/** `POST oauth-woocommerce/callback` and `GET oauth-woocommerce/return`; they may come in either order. */
export function mountWooCommerceCallbacks(app: Hono<AppEnv>, services: Services): void {
  app.post(`${BASE}/callback`, async (c) => {
    c.set('route', `${BASE}/callback`)
    await takeKeys(c, services)
    // Exactly 200: with 201 or 204 WooCommerce deletes the key (facts: wc-auth).
    return c.json({ data: { accepted: true }, meta: { request_id: c.get('requestId') } }, 200)
  })
  app.get(`${BASE}/return`, (c) => {
    c.set('route', `${BASE}/return`)
    return answerCallback(c, services, () => takeReturn(c, services))
  })
}

// Calls to a shop's Admin GraphQL API: fixed documents, variables, and every way an answer can fail.
import type { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { ShopContext } from '../platform.ts'
import { backoffMs, MAX_WAITED_SECONDS } from '../retry.ts'
import { parseForeign, type ShopAnswer } from '../shop-answer.ts'
import { type DeniedPath, type Envelope, envelopeSchema, judge } from './answer-errors.ts'
import { API_VERSION, originOf, type ShopifyCredentials } from './credentials.ts'
import { refusalOf } from './refusals.ts'
import { createTokens, type Token } from './token.ts'

const MAX_TRIES = 3
const JITTER_MS = 200

/** A document that is fixed in the code, and what its data looks like. */
export type Document<T> = { readonly text: string; readonly data: z.ZodType<T> }
export type Variables = Readonly<Record<string, string | number | boolean | null>>
export type Answer<T> = { readonly data: T; readonly denied: readonly DeniedPath[] }

/**
 * The shop's API. `ask` waits where the shop asks for it and the wait fits into five seconds. Data is handed
 * out whole, or with exactly the fields missing that `denied` names.
 */
export type Admin = { ask<T>(document: Document<T>, variables: Variables): Promise<Answer<T>> }

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function rateLimited(waitMs: number): AppError {
  return new AppError('shop_rate_limited', 'The shop allows no more requests for the moment.', {
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  })
}

/** Opens the API of a shop; makes no call by itself. */
export function createAdmin(credentials: ShopifyCredentials, context: ShopContext): Admin {
  const tokens = createTokens(credentials, context)
  const origin = originOf(context.origins.shopifyApi, credentials.shop)

  function send(body: string, token: Token): Promise<ShopAnswer> {
    return context.http.send({
      method: 'POST',
      url: `${origin}/admin/api/${API_VERSION}/graphql.json`,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-shopify-access-token': token.value,
      },
      body,
      reads: true,
    })
  }

  async function post(document: string, variables: Variables): Promise<Envelope> {
    const body = JSON.stringify({ query: document, variables })
    const token = await tokens.current()
    let answer = await send(body, token)
    if (answer.status === 401 && tokens.refused(token)) answer = await send(body, await tokens.current())
    if (answer.status !== 200) throw refusalOf(answer.status)
    return answer.json(envelopeSchema)
  }

  return {
    async ask(document, variables) {
      let waitedMs = 0
      for (let tries = 1; ; tries++) {
        const envelope = await post(document.text, variables)
        const verdict = judge(envelope)
        if (verdict.kind === 'ready') {
          return { data: parseForeign(document.data, envelope.data), denied: verdict.denied }
        }
        const { waitMs, error } =
          verdict.kind === 'fault'
            ? { waitMs: backoffMs(tries, Math.random), error: verdict.error }
            : { waitMs: verdict.waitMs, error: rateLimited(verdict.waitMs) }
        waitedMs += waitMs
        if (tries >= MAX_TRIES || waitedMs > MAX_WAITED_SECONDS * 1000) throw error
        // Those who wait for the same points should not all come back at the same moment.
        await sleep(waitMs + Math.random() * JITTER_MS)
      }
    },
  }
}

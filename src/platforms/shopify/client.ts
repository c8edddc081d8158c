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
/** For work that nobody waits for. */
const PATIENT_TRIES = 10
const PATIENT_SECONDS = 60
const LONGEST_REST_MS = 10_000
const JITTER_MS = 200

/** A document that is fixed in the code, and what its data looks like. */
export type Document<T> = {
  readonly text: string
  readonly data: z.ZodType<T>
  /** True for a mutation: it is sent once, since a lost answer does not say that nothing was done. */
  readonly once?: boolean
}
export type Variables = Readonly<Record<string, string | number | boolean | null | readonly string[]>>
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

/** Milliseconds until half of the shop's points are back: the other half is for calls that somebody waits for. */
function restMs(envelope: Envelope): number {
  const status = envelope.extensions?.cost?.throttleStatus
  if (!status || status.restoreRate <= 0) return 0
  const missing = (status.maximumAvailable ?? 0) / 2 - status.currentlyAvailable
  return Math.min(Math.max(0, (missing / status.restoreRate) * 1000), LONGEST_REST_MS)
}

/**
 * Opens the API of a shop; makes no call by itself. A `patient` one is for work that nobody waits for: it leaves
 * half of the shop's points to others, and waits a minute where others wait for five seconds.
 */
export function createAdmin(credentials: ShopifyCredentials, context: ShopContext, patient = false): Admin {
  const [mostTries, mostSeconds] = patient
    ? [PATIENT_TRIES, PATIENT_SECONDS]
    : [MAX_TRIES, MAX_WAITED_SECONDS]
  let restUntil = 0
  const tokens = createTokens(credentials, context)
  const origin = originOf(context.origins.shopifyApi, credentials.shop)

  function send(body: string, token: Token, reads: boolean): Promise<ShopAnswer> {
    return context.http.send({
      method: 'POST',
      url: `${origin}/admin/api/${API_VERSION}/graphql.json`,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-shopify-access-token': token.value,
      },
      body,
      reads,
    })
  }

  async function post(document: Document<unknown>, variables: Variables): Promise<Envelope> {
    const body = JSON.stringify({ query: document.text, variables })
    const reads = document.once !== true
    const token = await tokens.current()
    let answer = await send(body, token, reads)
    if (answer.status === 401 && tokens.refused(token))
      answer = await send(body, await tokens.current(), reads)
    if (answer.status !== 200) throw refusalOf(answer.status)
    return answer.json(envelopeSchema)
  }

  return {
    async ask(document, variables) {
      let waitedMs = 0
      const rest = patient ? restUntil - context.now() : 0
      if (rest > 0) await sleep(rest)
      for (let tries = 1; ; tries++) {
        const envelope = await post(document, variables)
        restUntil = context.now() + restMs(envelope)
        const verdict = judge(envelope)
        if (verdict.kind === 'ready') {
          return { data: parseForeign(document.data, envelope.data), denied: verdict.denied }
        }
        const { waitMs, error } =
          verdict.kind === 'fault'
            ? { waitMs: backoffMs(tries, Math.random), error: verdict.error }
            : { waitMs: verdict.waitMs, error: rateLimited(verdict.waitMs) }
        waitedMs += waitMs
        if (tries >= mostTries || waitedMs > mostSeconds * 1000) throw error
        // Those who wait for the same points should not all come back at the same moment.
        await sleep(waitMs + Math.random() * JITTER_MS)
      }
    },
  }
}

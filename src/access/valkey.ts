// The connection to Valkey or Redis: never waited for long, and its loss said once.
import { Redis } from 'ioredis'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { describeError, type Log } from '../log.ts'

/** The longest that a request may be held up by a server that hangs; the next ones do not wait at all. */
const COMMAND_TIMEOUT_MS = 250
const CONNECT_TIMEOUT_MS = 1_000
const MAX_RECONNECT_DELAY_MS = 2_000

/** What a server says of a count. */
export type Counted = { readonly consumedPoints: number; readonly msBeforeNext: number }

/** The three questions; as the limiters of rate-limiter-flexible name them. */
export type Counters = {
  penalty(name: string, points: number, options: { customDuration: number }): Promise<Counted>
  set(name: string, count: number, seconds: number): Promise<unknown>
  get(name: string): Promise<Counted | null>
}

/** The counters that all instances share. */
export type SharedCounters = {
  /** What the server says, or null at once while it is lost. Never throws. */
  ask<T>(question: (counters: Counters) => Promise<T>): Promise<T | null>
  isAnswering(): Promise<boolean>
  close(): void
}

function createClient(url: string): Redis {
  const client = new Redis(url.replace(/^valkey/, 'redis'), {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // A server that hangs does not say goodbye either.
    disconnectTimeout: 1,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(50 * 2 ** times, MAX_RECONNECT_DELAY_MS),
  })
  // What fails is seen where it is asked; without a listener the library writes to the console.
  client.on('error', () => undefined)
  return client
}

/** Resolves when the server answered or did not within a second; it goes on trying for as long as it is open. */
export async function connectValkey(url: string, log: Log, prefix = 'shopcall'): Promise<SharedCounters> {
  const client = createClient(url)
  const counters = new RateLimiterRedis({
    storeClient: client,
    keyPrefix: prefix,
    points: 1,
    duration: 1,
    rejectIfRedisNotReady: true,
  })
  let isLost = false
  let isDropping = false
  client.on('close', () => {
    isDropping = false
  })

  function noteLoss(thrown: unknown): void {
    // A server that hangs keeps its connection: only a new one finds out when it is back.
    if (!isDropping && thrown instanceof Error && thrown.message === 'Command timed out') {
      isDropping = true
      client.disconnect(true)
    }
    if (isLost) return
    isLost = true
    log.warn('shared limits lost', describeError(thrown))
  }

  function noteAnswer(): void {
    if (!isLost) return
    isLost = false
    log.info('shared limits back')
  }

  async function asked<T>(question: () => Promise<T>): Promise<T | null> {
    try {
      const answer = await question()
      noteAnswer()
      return answer
    } catch (thrown) {
      noteLoss(thrown)
      return null
    }
  }

  await client.connect().catch(noteLoss)
  return {
    ask: (question) => asked(() => question(counters)),
    isAnswering: async () => (await asked(() => client.ping())) !== null,
    close: () => client.disconnect(),
  }
}

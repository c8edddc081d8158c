// Where agents come in: `mcp` for clients of the Model Context Protocol, `mcp/vapi` for Vapi's own shape.
import type { Hono } from 'hono'
import { isApiKeyShaped } from '../access/api-key-format.ts'
import type { AppContext, AppEnv } from '../app.ts'
import { bearerToken } from '../caller.ts'
import { AppError, asAppError } from '../errors.ts'
import { readBody } from '../http-input.ts'
import { listReadableStores } from '../operations/key-stores.ts'
import { perform } from '../perform.ts'
import type { Services } from '../services.ts'
import { answerMessage } from './server.ts'
import type { Ask } from './tool.ts'
import { answerVapi } from './vapi.ts'

export const MCP_PATH = '/functions/v1/mcp'
export const VAPI_PATH = '/functions/v1/mcp/vapi'

/** Errors that are said by the status, so that a client asks for another key or stays away. */
const BY_STATUS: ReadonlySet<string> = new Set(['unauthorized', 'address_blocked'])

/** A page that a browser was led to must not speak for its visitor; programs send no Origin. */
function assertOrigin(c: AppContext, services: Services): void {
  const origin = c.req.header('origin')
  if (origin === undefined || services.config.allowedOrigins.includes(origin)) return
  throw new AppError('insufficient_scope', 'This address may not be called from that origin.', {
    reason: 'origin_not_allowed',
  })
}

function askFor(c: AppContext, services: Services): Ask {
  return (operation, input) =>
    perform(operation, services, {
      requestId: c.get('requestId'),
      authorization: c.req.header('authorization') ?? null,
      storeNamed: typeof input['store_id'] === 'string' ? input['store_id'] : null,
      readInput: async () => input,
      address: c.get('address'),
      agent: c.req.header('user-agent') ?? null,
      stopwatch: c.get('stopwatch'),
      standing: c.get('standing'),
    })
}

/** A stranger's body is not read: without a key's shape the door says no at once. */
async function admitShape(c: AppContext, ask: Ask): Promise<void> {
  const token = bearerToken(c.req.header('authorization') ?? null)
  if (token === null || !isApiKeyShaped(token)) await ask(listReadableStores, {})
}

async function answerMcp(c: AppContext, services: Services): Promise<Response> {
  const ask = askFor(c, services)
  await admitShape(c, ask)
  const message = await readBody(c)
  // A call or a list asks the door itself; whatever else is said first proves the key there too.
  if (message['method'] !== 'tools/call' && message['method'] !== 'tools/list')
    await ask(listReadableStores, {})
  let refused: AppError | null = null
  const { url, headers } = c.req.raw
  const noting: Ask = async (operation, input) => {
    try {
      return await ask(operation, input)
    } catch (thrown) {
      const error = asAppError(thrown)
      if (BY_STATUS.has(error.code)) refused = error
      throw error
    }
  }
  const answer = await answerMessage(new Request(url, { method: 'POST', headers }), message, noting)
  if (refused) throw refused
  return answer
}

function answerVapiCall(c: AppContext, services: Services): Promise<Response> {
  const ask = askFor(c, services)
  return answerVapi(c, ask, async () => {
    await admitShape(c, ask)
    return readBody(c)
  })
}

/** Mounts both. Nothing but POST is taken: there are no sessions and no streams. */
export function mountMcp(app: Hono<AppEnv>, services: Services): void {
  const routes = [
    [MCP_PATH, answerMcp],
    [VAPI_PATH, answerVapiCall],
  ] as const
  for (const [path, answer] of routes) {
    app.post(path, (c) => {
      c.set('route', path)
      assertOrigin(c, services)
      return answer(c, services)
    })
  }
}

// Ready tool definitions for the platforms that agents run on, with this installation's address and no key.
import { z } from 'zod'
import { listApiKeys } from '../access/api-keys.ts'
import { AppError } from '../errors.ts'
import { toToolSchema } from '../mcp/cut-schema.ts'
import type { Tool } from '../mcp/tool.ts'
import { TOOLS } from '../mcp/tools.ts'
import { operation } from '../operation.ts'

const AGENT_PLATFORMS = ['vapi', 'retell', 'elevenlabs', 'mcp'] as const

/** Stands where the key belongs; the service cannot show a key again. */
const PLACEHOLDER = 'YOUR_API_KEY'
const headers = { Authorization: `Bearer ${PLACEHOLDER}` }
/** A caller hears a pause of seconds as a broken line; the service itself gives up after ten. */
const TIMEOUT_SECONDS = 10

function forVapi(tools: readonly Tool[], base: string): unknown {
  return tools.map(({ name, description, input }) => ({
    type: 'function',
    function: { name, description, parameters: toToolSchema(input, 'input') },
    server: { url: `${base}/mcp/vapi`, timeoutSeconds: TIMEOUT_SECONDS, headers },
  }))
}

type Definitions = (tools: readonly Tool[], base: string) => unknown

const DEFINITIONS: Readonly<Record<(typeof AGENT_PLATFORMS)[number], Definitions>> = {
  vapi: forVapi,
  retell: (_, base) => ({ mcps: [{ name: 'shopcall', url: `${base}/mcp`, headers }] }),
  elevenlabs: (_, base) => ({
    config: {
      name: 'shopcall',
      url: `${base}/mcp`,
      transport: 'STREAMABLE_HTTP',
      approval_policy: 'auto_approve_all',
      request_headers: headers,
    },
  }),
  mcp: (_, base) => ({ mcpServers: { shopcall: { type: 'http', url: `${base}/mcp`, headers } } }),
}

export const readAgentTools = operation({
  name: 'agents.read',
  summary: 'Tool definitions for an agent platform, ready to paste, for what one of my keys may read.',
  route: { method: 'GET', function: 'api', path: '/agents/{platform}' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({
    platform: z.enum(AGENT_PLATFORMS),
    key_id: z.uuid().describe('The key that the agent will use'),
  }),
  data: z.object({
    platform: z.enum(AGENT_PLATFORMS),
    tools: z.array(z.string()).describe('The tools that the key may call'),
    definition: z.unknown().describe('What to give the platform, in its own format'),
    placeholder: z.string().describe('Put the API key where this stands'),
  }),
  run: async ({ services, caller, input }) => {
    const keys = await listApiKeys(services, caller.userId)
    const key = keys.find(({ id, status }) => id === input.key_id && status === 'active')
    if (!key) throw new AppError('not_found', 'There is no such active API key.')
    const tools = TOOLS.filter(({ needs }) => needs.every((kind) => key.permissions[kind]))
    const base = `${services.config.publicUrl}/functions/v1`
    const definition = DEFINITIONS[input.platform](tools, base)
    const names = tools.map(({ name }) => name)
    return { data: { platform: input.platform, tools: names, definition, placeholder: PLACEHOLDER } }
  },
})

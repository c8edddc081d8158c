// The OpenAPI 3.1 document, printed from the list of operations.
import { z } from 'zod'
import { ERRORS, type ErrorCode } from './errors.ts'
import { coverageSchema } from './model/page.ts'
import { type FunctionName, type Operation, takesBody } from './operation.ts'

type Json = { [name: string]: unknown }

const paginationSchema = z
  .object({
    page: z.number().int(),
    limit: z.number().int(),
    total: z.number().int().nullable().describe('null where the platform cannot say it cheaply'),
    has_more: z.boolean(),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'Pagination' })

const metaSchema = z
  .object({
    request_id: z.string(),
    store_id: z.uuid().optional(),
    platform: z.enum(['shopify', 'woocommerce', 'shoprenter']).optional(),
    source: z.enum(['live', 'catalogue']).optional(),
    fetched_at: z.iso.datetime().optional(),
    synced_at: z.iso.datetime().optional().describe('When the last full sync of the catalogue completed'),
    say: z.string().optional().describe('The sentence that `say` asked for'),
    sort: z.enum(['newest_first', 'unspecified']).optional(),
    coverage: coverageSchema.optional(),
  })
  .meta({ id: 'Meta' })

const problemSchema = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    request_id: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' })

const FUNCTIONS: Record<FunctionName, string> = {
  'webshop-data-api': 'Customers, orders and products, live from the shop. Called with an API key.',
  'api-key-management': 'API keys. Called by a signed-in user.',
  api: 'Stores and permissions. Called by a signed-in user.',
  'oauth-shopify': 'Connecting a Shopify store.',
  'oauth-woocommerce': 'Connecting a WooCommerce store.',
  'scheduled-sync': 'One round of the product sync for every store that is due.',
  'oauth-shoprenter': 'Connecting a ShopRenter store.',
  mcp: 'The same reads as tools of the Model Context Protocol; docs/agents.md says more.',
  webhooks: 'Signed calls of the platforms; docs/webhooks.md says more.',
  docs: 'This document, and a page that shows it.',
}

/** A schema as JSON Schema; what has an id goes to `components` and is referred to. */
function toSchema(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const { $schema: _, $defs = {}, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  for (const [id, definition] of Object.entries($defs as Json)) components[id] = rewrite(definition)
  return rewrite(json) as Json
}

function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([name]) => name !== 'id' || typeof (value as Json)['id'] !== 'string' || !('properties' in value),
      )
      .map(([name, part]) =>
        name === '$ref' && typeof part === 'string'
          ? [name, part.replace('#/$defs/', '#/components/schemas/')]
          : [name, rewrite(part)],
      ),
  )
}

function inputsOf(op: Operation, components: Json): Json {
  const schema = toSchema(op.input, 'input', components)
  const properties = (schema['properties'] ?? {}) as Record<string, Json>
  const required = new Set((schema['required'] as string[] | undefined) ?? [])
  const inPath = new Set([...op.route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))
  const hasBody = takesBody(op)
  const parameters = Object.entries(properties)
    .filter(([name]) => inPath.has(name) || !hasBody)
    .map(([name, { description, ...rest }]) => ({
      name,
      in: inPath.has(name) ? 'path' : 'query',
      required: inPath.has(name) || required.has(name),
      ...(description ? { description } : {}),
      schema: rest,
    }))
  if (!hasBody) return { parameters }
  const body = Object.fromEntries(Object.entries(properties).filter(([name]) => !inPath.has(name)))
  const needed = [...required].filter((name) => !inPath.has(name))
  const content = {
    'application/json': {
      schema: {
        type: 'object',
        properties: body,
        required: needed,
        additionalProperties: false,
      },
    },
  }
  return { parameters, requestBody: { required: needed.length > 0, content } }
}

function csvSchema(columns: readonly string[]): Json {
  return {
    type: 'string',
    description: `RFC 4180 with a header line. Columns: ${columns.join(', ')}. A cell that a spreadsheet would take for a formula begins with '.`,
  }
}

function answersOf(op: Operation, components: Json): Json {
  const isList = op.data instanceof z.ZodArray && 'cursor' in op.input.shape
  const body = z.object({
    data: op.data,
    ...(isList ? { pagination: paginationSchema } : {}),
    meta: metaSchema,
  })
  return {
    [String(op.status ?? 200)]: {
      description: 'The answer',
      content: {
        'application/json': { schema: toSchema(body, 'output', components) },
        ...(op.csvColumns ? { 'text/csv': { schema: csvSchema(op.csvColumns) } } : {}),
      },
    },
    default: {
      description: 'An error, told by its code',
      content: { 'application/problem+json': { schema: toSchema(problemSchema, 'output', components) } },
    },
  }
}

/** The document for a server at `publicUrl`. */
export function toOpenApi(operations: readonly Operation[], publicUrl: string, version: string): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const op of operations) {
    const path = `/${op.route.function}${op.route.path}`
    paths[path] ??= {}
    paths[path][op.route.method.toLowerCase()] = {
      operationId: op.name,
      tags: [op.route.function],
      summary: op.summary,
      security: [op.caller === 'api_key' ? { apiKey: [] } : { user: [] }],
      ...inputsOf(op, schemas),
      responses: answersOf(op, schemas),
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ShopCall',
      version,
      description:
        'Customers, orders and products of any connected webshop, in one shape, live from the shop.',
    },
    servers: [{ url: `${publicUrl}/functions/v1` }],
    tags: Object.entries(FUNCTIONS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `api_shopcall_…`' },
        user: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A signed-in user: `GET /auth/v1/token`',
        },
      },
    },
  }
}

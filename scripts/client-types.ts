// Prints the typed client's schema.ts from docs/openapi.json, in the shape that openapi-fetch reads; --check only compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

type Json = { readonly [name: string]: unknown }

const source = new URL('../docs/openapi.json', import.meta.url)
const target = new URL('../clients/typescript/src/schema.ts', import.meta.url)

const asJson = (value: unknown) => (value ?? {}) as Json
const asList = (value: unknown) => (Array.isArray(value) ? value : []) as Json[]
const named = (name: string) => (/^([A-Za-z_]\w*|\d{3})$/.test(name) ? name : JSON.stringify(name))

function objectType(schema: Json): string {
  const required = new Set((schema['required'] as string[] | undefined) ?? [])
  const parts = Object.entries(asJson(schema['properties'])).map(
    ([name, part]) => `${named(name)}${required.has(name) ? '' : '?'}: ${typeOf(asJson(part))}`,
  )
  if (parts.length > 0) return `{ ${parts.join('; ')} }`
  const more = schema['additionalProperties']
  if (more === false) return 'Record<string, never>'
  return `Record<string, ${more && typeof more === 'object' ? typeOf(asJson(more)) : 'unknown'}>`
}

/** The TypeScript type of a JSON Schema, as far as the document uses it; anything else is unknown. */
function typeOf(schema: Json): string {
  const ref = schema['$ref']
  if (typeof ref === 'string') return `components['schemas']['${ref.split('/').at(-1)}']`
  if ('const' in schema) return JSON.stringify(schema['const'])
  if (Array.isArray(schema['enum'])) return schema['enum'].map((word) => JSON.stringify(word)).join(' | ')
  const union = asList(schema['anyOf'] ?? schema['oneOf'])
  if (union.length > 0) return union.map(typeOf).join(' | ')
  const all = asList(schema['allOf'])
  if (all.length > 0) return all.map((part) => `(${typeOf(part)})`).join(' & ')
  const type = schema['type']
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one })).join(' | ')
  if (type === 'array') return `(${typeOf(asJson(schema['items']))})[]`
  if (type === 'object') return objectType(schema)
  if (type === 'integer' || type === 'number') return 'number'
  return type === 'string' || type === 'boolean' || type === 'null' ? type : 'unknown'
}

function parametersOf(operation: Json): string {
  const places = ['path', 'query'].map((place) => {
    const here = asList(operation['parameters']).filter((parameter) => parameter['in'] === place)
    if (here.length === 0) return `${place}?: never`
    const parts = here.map(
      (parameter) =>
        `${named(String(parameter['name']))}${parameter['required'] ? '' : '?'}: ${typeOf(asJson(parameter['schema']))}`,
    )
    const needed = here.some((parameter) => parameter['required'])
    return `${place}${needed ? '' : '?'}: { ${parts.join('; ')} }`
  })
  return `{ ${places.join('; ')}; header?: never; cookie?: never }`
}

function contentOf(value: unknown): string {
  const kinds = Object.entries(asJson(asJson(value)['content'])).map(
    ([kind, media]) => `${JSON.stringify(kind)}: ${typeOf(asJson(asJson(media)['schema']))}`,
  )
  return `{ ${kinds.join('; ')} }`
}

function operationType(operation: Json): string {
  const body = operation['requestBody']
  const request = body
    ? `requestBody${asJson(body)['required'] ? '' : '?'}: { content: ${contentOf(body)} }`
    : 'requestBody?: never'
  const answers = Object.entries(asJson(operation['responses'])).map(
    ([status, answer]) =>
      `${named(status)}: { headers: Record<string, unknown>; content: ${contentOf(answer)} }`,
  )
  return `{ parameters: ${parametersOf(operation)}; ${request}; responses: { ${answers.join('; ')} } }`
}

function print(document: Json): string {
  const schemas = Object.entries(asJson(asJson(document['components'])['schemas'])).map(
    ([name, schema]) => `    ${named(name)}: ${typeOf(asJson(schema))}`,
  )
  const paths = Object.entries(asJson(document['paths'])).map(([path, methods]) => {
    const operations = Object.entries(asJson(methods)).map(
      ([method, operation]) => `    ${method}: ${operationType(asJson(operation))}`,
    )
    return `  ${JSON.stringify(path)}: {\n${operations.join('\n')}\n  }`
  })
  return [
    '// The types of the API, printed from docs/openapi.json by scripts/client-types.ts; do not edit.\n// biome-ignore-all lint: printed\n// biome-ignore-all format: printed',
    `export interface paths {\n${paths.join('\n')}\n}`,
    `export interface components {\n  schemas: {\n${schemas.join('\n')}\n  }\n}`,
    '',
  ].join('\n\n')
}

const content = print(JSON.parse(readFileSync(source, 'utf8')) as Json)
const isFresh = existsSync(target) && readFileSync(target, 'utf8') === content
if (process.argv.includes('--check')) {
  if (!isFresh) console.log('clients/typescript/src/schema.ts is old. Run: node scripts/client-types.ts')
  process.exit(isFresh ? 0 : 1)
}
if (!isFresh) writeFileSync(target, content)

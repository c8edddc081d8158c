// Shopify's own Admin schema and the scopes its types need, read when the first document comes.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { buildASTSchema, type GraphQLSchema, isInterfaceType, isObjectType, parse } from 'graphql'

/** The one API version that the shop serves. */
export const API_VERSION = '2026-10'

const read = (name: string): string =>
  gunzipSync(readFileSync(new URL(`./schema/${name}.gz`, import.meta.url))).toString('utf8')

let schema: GraphQLSchema | null = null
let scopes: ReadonlyMap<string, readonly string[]> | null = null

/** The parsed text is needed no more once the types are built; letting it go saves a third of the heap. */
function dropSyntax(built: GraphQLSchema): void {
  built.astNode = undefined
  for (const type of Object.values(built.getTypeMap())) {
    type.astNode = undefined
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      field.astNode = undefined
      for (const argument of field.args) argument.astNode = undefined
    }
  }
}

/** The whole Admin schema; built once in a process, since that takes a third of a second. */
export function adminSchema(): GraphQLSchema {
  if (schema) return schema
  const text = read(`admin-${API_VERSION}.graphql`)
  schema = buildASTSchema(parse(text, { noLocation: true }), { assumeValid: true, assumeValidSDL: true })
  dropSyntax(schema)
  return schema
}

/** The scopes of which a token needs one, for a type or for `Type.field`; none when anybody may read it. */
export function scopesFor(name: string): readonly string[] {
  scopes ??= new Map(Object.entries(JSON.parse(read('access-scopes.json')) as Record<string, string[]>))
  return scopes.get(name) ?? []
}

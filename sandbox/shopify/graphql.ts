// Runs a document as Shopify does: against the real schema, for a price, out of a leaky bucket.
import {
  type DocumentNode,
  execute,
  type FragmentDefinitionNode,
  type GraphQLError,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql'
import { type Access, resolveField } from './access.ts'
import type { CostBucket } from './bucket.ts'
import { type CostModel, requestedCost } from './cost.ts'
import type { SearchNote } from './lists.ts'
import { adminSchema } from './schema.ts'

/** Facts: no plan may ask for more in one query. */
const MAX_COST = 1000
const MAX_KEPT = 100

export type GraphqlRequest = {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName?: string | undefined
}
export type GraphqlRun = {
  readonly access: Access
  readonly bucket: CostBucket
  readonly costModel: CostModel
  readonly root: unknown
  /** What the searches of this run were warned about. */
  readonly notes: readonly SearchNote[]
}

type Prepared = { readonly document: DocumentNode; readonly errors: readonly GraphQLError[] }

const prepared = new Map<string, Prepared>()

/** A document is read and validated once: shops get the same few again and again. */
function prepare(query: string): Prepared {
  const known = prepared.get(query)
  if (known) return known
  const document = parse(query)
  const made = { document, errors: validate(adminSchema(), document) }
  if (prepared.size >= MAX_KEPT) prepared.clear()
  prepared.set(query, made)
  return made
}

function failed(errors: readonly { toJSON(): unknown }[], code: string) {
  return { errors: errors.map((error) => ({ ...(error.toJSON() as object), extensions: { code } })) }
}

function tooExpensive(cost: number) {
  const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${MAX_COST}).`
  const documentation = 'https://shopify.dev/api/usage/rate-limits'
  return {
    errors: [{ message, extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: MAX_COST, documentation } }],
  }
}

function throttled(requestedQueryCost: number, bucket: CostBucket) {
  const documentation = 'https://shopify.dev/api/usage/rate-limits'
  return {
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation } }],
    extensions: { cost: { requestedQueryCost, actualQueryCost: null, throttleStatus: bucket.status() } },
  }
}

function costOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  model: CostModel,
): number {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  )
  return requestedCost(operation, { schema: adminSchema(), fragments, variables, model })
}

/** The JSON of the answer; its HTTP status is 200, whatever went wrong. */
export async function runDocument(request: GraphqlRequest, run: GraphqlRun): Promise<object> {
  const schema = adminSchema()
  let ready: Prepared
  try {
    ready = prepare(request.query)
  } catch (error) {
    return failed([error as GraphQLError], 'PARSE_ERROR')
  }
  if (ready.errors.length > 0) return failed(ready.errors, 'undefinedField')
  const operation = getOperationAST(ready.document, request.operationName)
  if (!operation) return { errors: [{ message: 'No operation was named.' }] }
  const values = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables)
  if (values.errors) return failed(values.errors, 'INVALID_VARIABLE')

  const requested = costOf(ready.document, operation, values.coerced, run.costModel)
  if (requested > MAX_COST) return tooExpensive(requested)
  if (!run.bucket.take(requested)) return throttled(requested, run.bucket)
  const { data, errors } = await execute({
    schema,
    document: ready.document,
    rootValue: run.root,
    contextValue: run.access,
    variableValues: request.variables,
    operationName: request.operationName,
    fieldResolver: (source, args, context: Access, info) => resolveField(source, args, context, info),
  })
  const actual = Math.min(requested, run.access.objects)
  run.bucket.giveBack(requested - actual)
  const cost = { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: run.bucket.status() }
  return {
    data,
    ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}),
    extensions: { cost, ...(run.notes.length > 0 ? { search: run.notes } : {}) },
  }
}

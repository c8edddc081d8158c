// What a document costs before it runs, by the model that was derived from measured costs.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromAST,
} from 'graphql'

/** `measured` fits what was seen; `linear` is the worst that is said of it: 2 + first × (1 + children). */
export type CostModel = 'measured' | 'linear'

/** Facts: these cost nothing in the measured model. */
const FREE = new Set(['MoneyBag', 'MoneyV2', 'PageInfo'])
const MUTATION_COST = 10

export type CostInput = {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly variables: Readonly<Record<string, unknown>>
  readonly model: CostModel
}

/** How often the children of a connection of `size` are charged. */
function factorOf(size: number, model: CostModel): number {
  return model === 'linear' ? size : Math.max(1, Math.round(1.5 * Math.log2(Math.max(1, size)) - 1))
}

function sizeOf(field: FieldNode, parent: GraphQLObjectType, input: CostInput): number {
  const definition = parent.getFields()[field.name.value]
  for (const name of ['first', 'last']) {
    const node = field.arguments?.find((argument) => argument.name.value === name)
    const type = definition?.args.find((argument) => argument.name === name)?.type
    const value = node && type ? valueFromAST(node.value, type, input.variables) : undefined
    if (typeof value === 'number') return value
  }
  return 1
}

function isSkipped(node: FieldNode | SelectionSetNode['selections'][number], input: CostInput): boolean {
  const { if: skipped } = getDirectiveValues(GraphQLSkipDirective, node, input.variables) ?? {}
  const { if: included } = getDirectiveValues(GraphQLIncludeDirective, node, input.variables) ?? {}
  return skipped === true || included === false
}

function fieldCost(field: FieldNode, parent: GraphQLCompositeType, input: CostInput): number {
  if (field.name.value.startsWith('__') || !('getFields' in parent)) return 0
  const definition = parent.getFields()[field.name.value]
  const type = definition && getNamedType(definition.type)
  if (!definition || !type || !isCompositeType(type)) return 0
  const isConnection = type.name.endsWith('Connection') && isObjectType(getNullableType(definition.type))
  const inner = field.selectionSet ? selectionCost(field.selectionSet, type, input) : 0
  if (isConnection && isObjectType(parent)) {
    return 2 + factorOf(sizeOf(field, parent, input), input.model) * Math.max(1, inner)
  }
  const wrapper = type.name.endsWith('Edge') || FREE.has(type.name)
  return inner + (wrapper ? 0 : 1)
}

/** The dearest branch counts where a type is one of several. */
function selectionCost(set: SelectionSetNode, type: GraphQLCompositeType, input: CostInput): number {
  let common = 0
  const branches = new Map<string, number>()
  for (const node of set.selections) {
    if (isSkipped(node, input)) continue
    if (node.kind === Kind.FIELD) {
      common += fieldCost(node, type, input)
      continue
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? input.fragments.get(node.name.value) : node
    const condition = fragment?.typeCondition?.name.value ?? type.name
    const on = input.schema.getType(condition)
    if (!fragment || !isCompositeType(on)) continue
    const cost = selectionCost(fragment.selectionSet, on, input)
    if (on === type || !isAbstractType(type)) common += cost
    else branches.set(condition, (branches.get(condition) ?? 0) + cost)
  }
  return common + Math.max(0, ...branches.values())
}

/** The requested cost of an operation with its variables. */
export function requestedCost(operation: OperationDefinitionNode, input: CostInput): number {
  const root = input.schema.getRootType(operation.operation)
  if (!root) return 0
  const mutations = operation.operation === 'mutation' ? operation.selectionSet.selections.length : 0
  return mutations * MUTATION_COST + selectionCost(operation.selectionSet, root, input)
}

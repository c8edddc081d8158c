// What a bulk operation may run: a query of products, of few lists, hardly nested.
import { type DocumentNode, type FieldNode, Kind, parse, validate, visit } from 'graphql'
import { nodeSelection } from './bulk-lines.ts'
import { adminSchema } from './schema.ts'

/** Facts: a query may have so many connections, so deep. */
const MAX_CONNECTIONS = 5
const MAX_DEPTH = 2

/** The root field of a bulk query, or what is wrong with the query. */
export function readQuery(text: string): { document: DocumentNode; root: FieldNode } | string {
  let document: DocumentNode
  try {
    document = parse(text)
  } catch {
    return 'Invalid bulk query: it could not be parsed.'
  }
  const [error] = validate(adminSchema(), document)
  if (error) return `Invalid bulk query: ${error.message}`
  let [count, depth, deepest] = [0, 0, 0]
  const roots: FieldNode[] = []
  visit(document, {
    Field: {
      enter(node) {
        if (!nodeSelection(node)) return
        if (depth === 0) roots.push(node)
        count++
        deepest = Math.max(deepest, ++depth)
      },
      leave(node) {
        if (nodeSelection(node)) depth--
      },
    },
  })
  const [root] = roots
  if (count > MAX_CONNECTIONS) return 'Bulk queries cannot contain more than 5 connections.'
  if (deepest > MAX_DEPTH) return 'Bulk queries cannot have connections nested more than 2 levels deep.'
  if (root?.name.value !== 'products') return 'The sandbox shop has bulk queries of products only.'
  return { document, root }
}

/** The search that the products are found by. */
export function searchOf(root: FieldNode): string | null {
  const value = root.arguments?.find(({ name }) => name.value === 'query')?.value
  return value?.kind === Kind.STRING ? value.value : null
}

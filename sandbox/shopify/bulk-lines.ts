// The result of a bulk operation: a line for each object, children as lines of their own that name their parent.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql'

/** Where the lines of children are: nothing is promised about it. */
export type ChildOrder = 'after' | 'before' | 'scattered' | 'last'

type Source = Readonly<Record<string, unknown>>
type Page = { readonly nodes: () => Source[]; readonly pageInfo: { hasNextPage: boolean; endCursor: string } }
type Line = Readonly<Record<string, unknown>>

const PAGE = 250
/** How many products later scattered children come. */
const LATE = 5

/** The selection of `edges { node { … } }`; null for a field that is no connection. */
export function nodeSelection(field: FieldNode): SelectionSetNode | null {
  const inner = (set: SelectionSetNode | undefined, name: string) =>
    set?.selections.find((node): node is FieldNode => node.kind === Kind.FIELD && node.name.value === name)
  return inner(inner(field.selectionSet, 'edges')?.selectionSet, 'node')?.selectionSet ?? null
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const found = document.definitions.filter(
    (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
  )
  return new Map(found.map((node) => [node.name.value, node]))
}

function argumentsOf(field: FieldNode): Record<string, unknown> {
  return Object.fromEntries(
    (field.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  )
}

function allOf(connection: (args: object) => Page): Source[] {
  const all: Source[] = []
  for (let after: string | null = null; ; ) {
    const page = connection({ first: PAGE, after })
    all.push(...page.nodes())
    if (!page.pageInfo.hasNextPage) return all
    after = page.pageInfo.endCursor
  }
}

/** Writes objects out as a selection has them. */
export function createWriter(document: DocumentNode) {
  const fragments = fragmentsOf(document)

  function write(source: Source, set: SelectionSetNode, children: Line[]): Record<string, unknown> {
    const line: Record<string, unknown> = {}
    for (const node of set.selections) {
      if (node.kind !== Kind.FIELD) {
        const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node
        const type = fragment?.typeCondition?.name.value
        const isOn = type === undefined || type === source['__typename']
        if (fragment && isOn) {
          for (const [name, value] of Object.entries(write(source, fragment.selectionSet, children))) {
            line[name] = value
          }
        }
        continue
      }
      const inside = nodeSelection(node)
      const value = source[node.name.value]
      if (inside) {
        for (const child of allOf(value as (args: object) => Page)) {
          children.push({ ...write(child, inside, children), __parentId: source['id'] })
        }
        continue
      }
      const plain = typeof value === 'function' ? value(argumentsOf(node)) : value
      line[node.alias?.value ?? node.name.value] = writeValue(plain, node.selectionSet, children)
    }
    return line
  }

  function writeValue(value: unknown, set: SelectionSetNode | undefined, children: Line[]): unknown {
    if (!set || value === null || value === undefined) return value ?? null
    if (Array.isArray(value)) return value.map((item) => writeValue(item, set, children))
    return write(value as Source, set, children)
  }

  return (source: unknown, set: SelectionSetNode): { line: Line; children: readonly Line[] } => {
    const children: Line[] = []
    return { line: write(source as Source, set, children), children }
  }
}

/** The lines of all objects, in the order that is asked for. */
export function* bulkLines(
  objects: Iterable<() => unknown>,
  write: (source: unknown) => { line: Line; children: readonly Line[] },
  order: ChildOrder,
): Generator<string> {
  const text = (line: Line) => `${JSON.stringify(line)}\n`
  const late: (readonly Line[])[] = []
  for (const object of objects) {
    const { line, children } = write(object())
    if (order === 'before') yield* children.map(text)
    yield text(line)
    if (order === 'after') yield* children.map(text)
    if (order === 'scattered' || order === 'last') late.push(children)
    if (order === 'scattered' && late.length > LATE) yield* (late.shift() ?? []).map(text)
  }
  for (const children of late) yield* children.map(text)
}

// Bulk operations: started by a mutation, looked at until they are done, their results a signed file that ends.
import { type DocumentNode, parse, type SelectionSetNode } from 'graphql'
import { bulkLines, type ChildOrder, createWriter, nodeSelection } from './bulk-lines.ts'
import { readQuery, searchOf } from './bulk-query.ts'

const CHUNK = 64 * 1024

type Status = 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELED' | 'EXPIRED'
type Operation = {
  readonly id: string
  readonly query: string
  readonly createdAt: string
  readonly document: DocumentNode
  readonly objects: readonly (() => unknown)[]
  readonly signature: string
  status: Status
  errorCode: string | null
  looks: number
}

/** How operations go. */
export type BulkSettings = {
  /** How often a new operation is seen running before it is done; default 1. */
  readonly looks: number
  /** How many may run at once; facts: five for an app and a shop. */
  readonly slots: number
  readonly order: ChildOrder
  /** The next file that is fetched breaks off after so many lines. */
  readonly breakAfter: number
}

/** What can be done to the operations of a shop. */
export type BulkControl = {
  set(changes: Partial<BulkSettings>): void
  /** Somebody else's operation, which never ends by itself. */
  occupy(): string
  /** How the next operation ends. */
  endNext(status: 'FAILED' | 'CANCELED', errorCode?: string): void
  /** Results so far are gone, as after seven days. */
  expireResults(): void
  operations(): readonly { readonly id: string; readonly status: Status }[]
  /** How many files were fetched, and how many lines were handed out. */
  fetched(): { readonly files: number; readonly lines: number }
}

export type BulkOptions = {
  /** The products of a search, as they are now. */
  readonly snapshot: (query: string | null) => readonly (() => unknown)[]
  readonly mayRead: () => boolean
  /** Where results are; another host than the API's, as at Shopify. */
  readonly resultOrigin: (apiOrigin: string) => string
}

/** The operations of one shop. */
export function createBulk(options: BulkOptions) {
  const operations: Operation[] = []
  let settings: BulkSettings = { looks: 1, slots: 5, order: 'after', breakAfter: Number.POSITIVE_INFINITY }
  const fetched = { files: 0, lines: 0 }
  let ending: { status: Status; errorCode: string | null } | null = null

  function add(part: Pick<Operation, 'query' | 'document' | 'objects'>, looks: number): Operation {
    const id = `gid://shopify/BulkOperation/${7_000_001 + operations.length}`
    const made: Operation = {
      ...part,
      id,
      createdAt: new Date().toISOString(),
      signature: crypto.randomUUID(),
      status: 'RUNNING',
      errorCode: null,
      looks,
    }
    operations.push(made)
    return made
  }

  function look(operation: Operation): void {
    if (operation.status !== 'RUNNING' || operation.looks-- > 0) return
    const end = ending ?? { status: 'COMPLETED' as const, errorCode: null }
    ending = null
    operation.status = options.mayRead() ? end.status : 'FAILED'
    operation.errorCode = options.mayRead() ? end.errorCode : 'ACCESS_DENIED'
  }

  function record(operation: Operation, apiOrigin: string) {
    const { id, query, createdAt, status, errorCode, objects, signature } = operation
    const isDone = status === 'COMPLETED'
    const file = `${options.resultOrigin(apiOrigin)}/bulk/${id.split('/').at(-1)}.jsonl?signature=${signature}`
    return {
      __typename: 'BulkOperation',
      id,
      query,
      type: 'QUERY',
      createdAt,
      completedAt: isDone ? createdAt : null,
      status,
      errorCode,
      objectCount: String(objects.length),
      rootObjectCount: String(objects.length),
      fileSize: isDone ? '1' : null,
      // Facts: nothing found leaves no file.
      url: isDone && objects.length > 0 ? file : null,
      partialDataUrl: null,
    }
  }

  /** The fields of the two roots. */
  function fields(apiOrigin: string) {
    const refuse = (code: string, message: string) => ({
      bulkOperation: null,
      userErrors: [{ code, field: null, message }],
    })
    const find = (id: string) => operations.find((operation) => operation.id === id)
    return {
      bulkOperationRunQuery: ({ query }: { query: string }) => {
        const running = operations.filter(({ status }) => status === 'RUNNING').length
        if (running >= settings.slots) {
          const code = settings.slots === 1 ? 'OPERATION_IN_PROGRESS' : 'LIMIT_REACHED'
          return refuse(code, 'A bulk query operation for this app and shop is already in progress.')
        }
        const read = readQuery(query)
        if (typeof read === 'string') return refuse('INVALID', read)
        const objects = options.snapshot(searchOf(read.root))
        const operation = add({ query, document: read.document, objects }, settings.looks)
        return { bulkOperation: record(operation, apiOrigin), userErrors: [] }
      },
      bulkOperation: ({ id }: { id: string }) => {
        const operation = find(id)
        if (!operation) return null
        look(operation)
        return record(operation, apiOrigin)
      },
    }
  }

  function* counted(lines: Iterable<string>): Generator<string> {
    const most = settings.breakAfter
    settings = { ...settings, breakAfter: Number.POSITIVE_INFINITY }
    let count = 0
    for (const line of lines) {
      if (count++ >= most) throw new Error('the file breaks off, as it was told to')
      fetched.lines++
      yield line
    }
  }

  /** Answers for a result file; a token has no business there. */
  function file(request: Request): Response {
    const { pathname, searchParams } = new URL(request.url)
    const number = /^\/bulk\/(\d+)\.jsonl$/.exec(pathname)?.[1]
    const operation = operations.find(({ id }) => id.endsWith(`/${number}`))
    if (request.headers.has('x-shopify-access-token')) return new Response('InvalidArgument', { status: 400 })
    const isGood = operation?.status === 'COMPLETED' && operation.signature === searchParams.get('signature')
    if (!operation || !isGood) return new Response('<Error>AccessDenied</Error>', { status: 403 })
    const read = readQuery(operation.query)
    if (typeof read === 'string') return new Response('', { status: 500 })
    const set = nodeSelection(read.root) as SelectionSetNode
    const writer = createWriter(read.document)
    fetched.files++
    const lines = counted(bulkLines(operation.objects, (source) => writer(source, set), settings.order))
    return new Response(streamOf(lines), { headers: { 'content-type': 'application/jsonl' } })
  }

  const control: BulkControl = {
    set: (changes) => {
      settings = { ...settings, ...changes }
    },
    occupy: () => add({ query: '', document: parse('{ a }'), objects: [] }, Number.POSITIVE_INFINITY).id,
    endNext: (status, errorCode) => {
      ending = { status, errorCode: errorCode ?? null }
    },
    expireResults: () => {
      for (const operation of operations) if (operation.status === 'COMPLETED') operation.status = 'EXPIRED'
    },
    operations: () => operations.map(({ id, status }) => ({ id, status })),
    fetched: () => ({ ...fetched }),
  }
  return { fields, file, control }
}

function streamOf(lines: Iterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull(controller) {
      let chunk = ''
      while (chunk.length < CHUNK) {
        const next = lines.next()
        if (next.done) {
          if (chunk !== '') controller.enqueue(encoder.encode(chunk))
          controller.close()
          return
        }
        chunk += next.value
      }
      controller.enqueue(encoder.encode(chunk))
    },
    cancel: () => void lines.return?.(),
  })
}

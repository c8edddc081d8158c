// Run by Deno: serves every edge function from its own index.ts, twice each, as isolates that share no memory.
type Handler = (request: Request, info: object) => Promise<Response>
declare const Deno: {
  readonly args: readonly string[]
  readonly stdout: { writeSync(bytes: Uint8Array): number }
  serve: unknown
}

const serve = Deno.serve as (options: object, handler: Handler) => unknown
const functions = new Map<string, Handler[]>()

// As Supabase's runtime has it; here the process goes on anyway, and what fails ends it.
Object.defineProperty(globalThis, 'EdgeRuntime', {
  value: { waitUntil: (work: Promise<unknown>) => void work },
})

for (const name of Deno.args) {
  const copies: Handler[] = []
  Deno.serve = (handler: Handler) => copies.push(handler)
  for (const copy of [1, 2]) await import(`../../supabase/functions/${name}/index.ts?copy=${copy}`)
  functions.set(name, copies)
}

let turn = 0
serve(
  {
    hostname: '127.0.0.1',
    port: 0,
    onListen: ({ port }: { port: number }) =>
      Deno.stdout.writeSync(new TextEncoder().encode(`listening on ${port}\n`)),
  },
  async (request, info) => {
    const url = new URL(request.url)
    const [, name = ''] = /^\/functions\/v1\/([\w-]+)/.exec(url.pathname) ?? []
    const copies = functions.get(name) ?? []
    const handler = copies[turn++ % 2]
    if (!handler) return new Response(null, { status: 404 })
    // Supabase hands a function its path without what comes before its name.
    url.pathname = url.pathname.replace('/functions/v1', '')
    return handler(new Request(url, request), info)
  },
)

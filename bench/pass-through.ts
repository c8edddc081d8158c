// What `bench:gateway` compares with: text handed on by bare node:http, by bare Hono, or fetched with the shop's own client.
import { createServer, Agent as HttpAgent, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { Agent, fetch } from 'undici'

const upstream = process.env['UPSTREAM'] ?? ''
const keysOf = (authorization = '') => ({ authorization })
const say = (port: number) => console.log(`http://127.0.0.1:${port}`)

function startNode(): void {
  const agent = new HttpAgent({ keepAlive: true, maxSockets: 256 })
  const server = createServer((request, response) => {
    const forward = httpRequest(
      `${upstream}${request.url}`,
      { agent, headers: keysOf(request.headers.authorization) },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, { 'content-type': 'application/json' })
        answer.pipe(response)
      },
    )
    forward.on('error', () => response.destroy())
    forward.end()
  })
  server.listen(0, '127.0.0.1', () => say((server.address() as AddressInfo).port))
}

function startHono(): void {
  const dispatcher = new Agent({ connections: 256 })
  const app = new Hono()
  app.get('*', async (c) => {
    const { pathname, search } = new URL(c.req.url)
    const answer = await fetch(`${upstream}${pathname}${search}`, {
      dispatcher,
      headers: keysOf(c.req.header('authorization')),
    })
    return c.body(await answer.text(), 200, { 'content-type': 'application/json' })
  })
  serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => say(port))
}

if (process.env['KIND'] === 'node') startNode()
else startHono()

// A mail server on loopback: takes every mail and keeps it, or answers as a test wants.
import { createServer, type Socket } from 'node:net'

export type Mail = { readonly from: string; readonly to: readonly string[]; readonly raw: string }

export type FakeSmtp = {
  readonly url: string
  readonly mails: Mail[]
  /** Answers to the next recipients, one each, instead of `250`. */
  readonly refusals: string[]
  close(): Promise<void>
}

export async function startSmtp(): Promise<FakeSmtp> {
  const mails: Mail[] = []
  const refusals: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    socket.write('220 test\r\n')
    talk(socket, mails, refusals)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    mails,
    refusals,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** One connection: RFC 5321's least. */
function talk(socket: Socket, mails: Mail[], refusals: string[]): void {
  let rest = ''
  let from = ''
  let to: string[] = []
  let isData = false
  const answer = (line: string): string => {
    if (/^(EHLO|HELO)/i.test(line)) return '250 test'
    if (/^MAIL FROM:/i.test(line)) {
      from = line.slice(10)
      to = []
      return '250 ok'
    }
    if (/^RCPT TO:/i.test(line)) {
      const refusal = refusals.shift()
      if (refusal) return refusal
      to.push(line.slice(8))
      return '250 ok'
    }
    if (/^DATA/i.test(line)) {
      isData = true
      return '354 go on'
    }
    return /^QUIT/i.test(line) ? '221 bye' : '250 ok'
  }
  socket.on('data', (part) => {
    rest += part.toString('utf8')
    for (;;) {
      const end = isData ? '\r\n.\r\n' : '\r\n'
      const at = rest.indexOf(end)
      if (at < 0) return
      const text = rest.slice(0, at)
      rest = rest.slice(at + end.length)
      if (!isData) {
        socket.write(`${answer(text)}\r\n`)
        continue
      }
      isData = false
      mails.push({ from, to, raw: text })
      socket.write('250 taken\r\n')
    }
  })
}

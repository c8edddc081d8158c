// An answer that is read piece by piece and never held: bounded in bytes, in silence, and in the length of a line.
import type { Response } from 'undici'
import { asCallFailure, timedOut } from './call-failure.ts'
import { invalidAnswer } from './shop-answer.ts'

/** What a long answer may cost. */
export type StreamBounds = {
  /** Of the whole body, counted after unpacking. */
  readonly maxBytes: number
  /** The longest silence of the shop; how long the reader takes between two pieces does not count. */
  readonly idleMs: number
}

/** `pieces` can be read once; stopping in the middle closes the connection. Empty unless the status is 200. */
export type StreamedAnswer = { readonly status: number; readonly pieces: AsyncIterable<Uint8Array> }

async function* readPieces(
  body: AsyncIterable<Uint8Array>,
  abort: AbortController,
  { maxBytes, idleMs }: StreamBounds,
  leftMs: () => number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = body[Symbol.asyncIterator]()
  let size = 0
  try {
    for (;;) {
      const silence = setTimeout(() => abort.abort(timedOut()), Math.max(0, Math.min(idleMs, leftMs())))
      const next = await pieces.next().finally(() => clearTimeout(silence))
      if (next.done) return
      size += next.value.byteLength
      if (size > maxBytes) throw invalidAnswer('too_large')
      yield next.value
    }
  } catch (thrown) {
    throw asCallFailure(thrown)
  } finally {
    abort.abort()
  }
}

/** Hands an answer out for reading; `abort` ends its connection, and nothing is waited for when no time is left. */
export function streamAnswer(
  response: Response,
  abort: AbortController,
  bounds: StreamBounds,
  leftMs: () => number,
): StreamedAnswer {
  const { status, body } = response
  if (status !== 200 || !body) {
    abort.abort()
    return { status, pieces: (async function* () {})() }
  }
  return { status, pieces: readPieces(body as AsyncIterable<Uint8Array>, abort, bounds, leftMs) }
}

/** The lines of a text in pieces, without their ends and without empty ones. A longer line than that is refused. */
export async function* readLines(
  pieces: AsyncIterable<Uint8Array>,
  maxLength: number,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of [...lines, rest]) if (line.length > maxLength) throw invalidAnswer('line_too_long')
    for (const line of lines) if (line.trim() !== '') yield line
  }
  rest += decoder.decode()
  if (rest.trim() !== '') yield rest
}

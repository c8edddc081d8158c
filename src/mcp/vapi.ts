// Answers Vapi's tool calls in the shape it reads: always 200, and each result one line of text.
import type { AppContext } from '../app.ts'
import { asAppError } from '../errors.ts'
import { adviceFor } from './advice.ts'
import { callTool } from './call-tool.ts'
import type { Ask } from './tool.ts'
import { TOOLS } from './tools.ts'

/** Vapi sends a few at once; a list beyond this is no call of an assistant. */
const MAX_CALLS = 10

type ToolCall = { readonly id: string; readonly name: string; readonly given: unknown }
type Result = { readonly toolCallId: string } & ({ readonly result: string } | { readonly error: string })

const asObject = (value: unknown) =>
  (value !== null && typeof value === 'object' ? value : {}) as Record<string, unknown>

/** The arguments as an object; older assistants send them as text. */
function argumentsOf(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}

/** `message.toolCallList[]`, with the name and arguments beside the id or below `function`. */
function toolCallsOf(body: Readonly<Record<string, unknown>>): ToolCall[] {
  const list = asObject(body['message'])['toolCallList']
  if (!Array.isArray(list)) return []
  return list.slice(0, MAX_CALLS).map((entry) => {
    const call = asObject(entry)
    const inner = asObject(call['function'])
    return {
      id: String(call['id'] ?? ''),
      name: String(call['name'] ?? inner['name'] ?? ''),
      given: argumentsOf(call['arguments'] ?? inner['arguments']),
    }
  })
}

/** One line: Vapi leaves out objects and line breaks. JSON's own line breaks stand escaped inside its strings. */
function toLine(answer: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(answer).replaceAll(/[\u2028\u2029]/g, ' ')
}

async function answerOne(ask: Ask, { id, name, given }: ToolCall): Promise<Result> {
  const tool = TOOLS.find((known) => known.name === name)
  if (!tool) return { toolCallId: id, error: 'There is no such tool.' }
  const result = await callTool(tool, ask, given)
  return 'answer' in result
    ? { toolCallId: id, result: toLine(result.answer) }
    : { toolCallId: id, error: result.advice }
}

/** Answers every call of the message. A body that is none of Vapi's, and a refused key, are said in 200 too. */
export async function answerVapi(
  c: AppContext,
  ask: Ask,
  readBody: () => Promise<Record<string, unknown>>,
): Promise<Response> {
  try {
    const calls = toolCallsOf(await readBody())
    return c.json({ results: await Promise.all(calls.map((call) => answerOne(ask, call))) })
  } catch (thrown) {
    const error = asAppError(thrown)
    c.set('error', error)
    return c.json({ results: [], error: adviceFor(error) })
  }
}

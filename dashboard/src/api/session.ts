// Who is signed in: a session cookie that only the accounts read, and a short-lived token that is kept in memory.
import { asProblem, Problem, readProblem } from './problem.ts'

export type Account = { readonly id: string; readonly email: string; readonly name: string }

/** A token is renewed this long before its end. */
const MARGIN_MS = 60_000

let token: { readonly text: string; readonly endsAt: number } | null = null
let renewing: Promise<string> | null = null

async function ask(path: string, body?: object): Promise<Response> {
  try {
    return await fetch(`/auth/v1/${path}`, {
      method: body ? 'POST' : 'GET',
      credentials: 'same-origin',
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    })
  } catch {
    throw new Problem({ status: 0, code: 'network', detail: '', requestId: null })
  }
}

async function post(path: string, body: object): Promise<void> {
  const response = await ask(path, body)
  if (!response.ok) throw await readProblem(response)
}

function endOf(text: string): number {
  try {
    const payload = JSON.parse(atob((text.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
    return Number(payload.exp) * 1000
  } catch {
    return 0
  }
}

/** The account that is signed in, or null. */
export async function readAccount(): Promise<Account | null> {
  const response = await ask('get-session')
  if (!response.ok) throw await readProblem(response)
  const body = (await response.json()) as { user?: Account } | null
  return body?.user ?? null
}

/** A token for the API; `unauthorized` when nobody is signed in any more. */
export async function accessToken(): Promise<string> {
  if (token && token.endsAt - MARGIN_MS > Date.now()) return token.text
  renewing ??= (async () => {
    const response = await ask('token')
    if (!response.ok) throw await readProblem(response)
    const { token: text } = (await response.json()) as { token: string }
    token = { text, endsAt: endOf(text) }
    return text
  })().finally(() => {
    renewing = null
  })
  return renewing
}

/** Forgets the token, e.g. because the API refused it. */
export function dropToken(): void {
  token = null
}

export const signIn = (email: string, password: string) => post('sign-in/email', { email, password })

export const signUp = (name: string, email: string, password: string) =>
  post('sign-up/email', { name, email, password })

/** Ends the session here and at the service. */
export async function signOut(): Promise<void> {
  dropToken()
  await post('sign-out', {}).catch((error: unknown) => {
    // A session that is over already is what was wanted.
    if (asProblem(error).status !== 401) throw error
  })
}

// API keys in the dashboard, and using one as a program does.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { button, choose, field, listOf, see } from './moving.ts'
import type { Person } from './person.ts'

const KEY = /^api_shopcall_\w{32}$/

/** What the dialog shows once: the key as it was copied, and the line for a shell. */
export type ShownKey = { readonly apiKey: string; readonly curl: string }

/** Copies the key by its button, reads the line, and closes the dialog. */
export async function takeKey(person: Person): Promise<ShownKey> {
  const { page, t } = person
  const dialog = page.getByRole('dialog')
  await see(dialog.getByText(t('keys:once.title')))
  await dialog
    .getByRole('button', { name: t('common:copy'), exact: true })
    .first()
    .click()
  await see(dialog.getByRole('button', { name: t('common:copied') }))
  const apiKey = await page.evaluate(() => navigator.clipboard.readText())
  if (!KEY.test(apiKey)) throw new Error('what was copied is no key')
  const curl = (await dialog.getByText(/^curl '/).textContent()) ?? ''
  await dialog.getByRole('button', { name: t('keys:once.done') }).click()
  await dialog.waitFor({ state: 'hidden' })
  return { apiKey, curl }
}

export async function createKey(person: Person, name: string): Promise<ShownKey> {
  await button(person, person.t('keys:create')).first().click()
  await field(person, person.t('keys:form.name')).fill(name)
  await person.page
    .getByRole('dialog')
    .getByRole('button', { name: person.t('keys:create') })
    .click()
  return takeKey(person)
}

async function act(person: Person, name: string, action: 'rotate' | 'revoke'): Promise<void> {
  const { page, t } = person
  await page
    .getByRole('button', { name: t('keys:actionsOf', { name }) })
    .last()
    .click()
  await page.getByRole('menuitem', { name: t(`keys:${action}.action`) }).click()
}

/** The new key; the old one goes on for an hour. */
export async function rotateKey(person: Person, name: string): Promise<ShownKey> {
  const { page, t } = person
  await act(person, name, 'rotate')
  await choose(person, listOf(person, t('keys:rotate.overlap')), t('keys:rotate.for.3600'))
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('keys:rotate.action'), exact: true })
    .click()
  return takeKey(person)
}

/** Revokes the last of this name in the list. */
export async function revokeKey(person: Person, name: string, reason: string): Promise<void> {
  const { page, t } = person
  await act(person, name, 'revoke')
  const dialog = page.getByRole('dialog')
  await see(dialog.getByText(t('keys:revoke.effect')))
  await field(person, t('keys:revoke.reason')).fill(reason)
  await dialog.getByRole('button', { name: t('keys:revoke.action'), exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
}

/** Runs the line as it stands, in a shell; what it printed. */
export async function runLine(line: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)('sh', ['-c', line.replace(/^curl /, 'curl -sS ')])
  return JSON.parse(stdout)
}

export type Used = { readonly status: number; readonly code: string | null; readonly count: number }

/** One call of the data API with a key. */
export async function use(person: Person, apiKey: string, path: string): Promise<Used> {
  const response = await fetch(`${person.stage.url}/functions/v1/webshop-data-api/${path}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  })
  const body = (await response.json()) as { code?: string; data?: unknown[] }
  return { status: response.status, code: body.code ?? null, count: body.data?.length ?? 0 }
}

// Looking at what happened: the access log, its files, the playground, a shop's products, privacy.
import { readFile } from 'node:fs/promises'
import type { Locator } from 'playwright-core'
import { button, choose, listOf, see } from './moving.ts'
import type { Person } from './person.ts'

/** Sets a filter of the log, by its name and the text of what is chosen. */
export const filterLog = (person: Person, name: string, option: string) =>
  choose(person, listOf(person, person.t(`log:filter.${name}`)), option)

/** Clicks what gives a file; its name and what is in it. */
export async function download(person: Person, name: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([person.page.waitForEvent('download'), button(person, name).click()])
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
}

/** Opens a row in full, and closes it again; what it said. */
export async function readEntry(person: Person, row: Locator): Promise<string> {
  const { page, t } = person
  await row.getByRole('button').click()
  const drawer = page.getByRole('dialog', { name: t('log:entry') })
  await see(drawer.getByText(t('log:noPayload')))
  const text = (await drawer.textContent()) ?? ''
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  return text
}

/** Runs what the playground has set, and waits for the answer's status. */
export async function runPlayground(person: Person, status: string): Promise<string> {
  const { page, t } = person
  await button(person, t('playground:run')).click()
  await see(page.getByText(status))
  return (await page.getByLabel(t('playground:answer')).textContent()) ?? ''
}

/** Goes to a tab of the shop's page that is open. */
export async function openTab(person: Person, name: string): Promise<void> {
  await person.page.getByRole('tab', { name: person.t(`shop:tab.${name}`) }).click()
}

/** Waits until a sync of the products is through, and starts one where none is under way. */
export async function waitForSync(person: Person): Promise<void> {
  const { page, t } = person
  await openTab(person, 'syncs')
  const done = page.getByText(t('shop:sync.state.completed'), { exact: true })
  const start = page.getByRole('button', { name: t('shop:sync.now'), disabled: false })
  await see(done.or(start))
  if (!(await done.first().isVisible())) await start.click()
  await see(done)
}

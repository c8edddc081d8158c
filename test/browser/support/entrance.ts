// Coming in and going: sign-up, sign-in, sign-out, language, light or dark, and what is left in the browser.
import type { Page } from 'playwright-core'
import { button, field, heading, see } from './moving.ts'
import { PASSWORD, type Person } from './person.ts'
import { wordsOf } from './words.ts'

/** Chooses the person's language and colours on the page, where the system has others. */
export async function chooseLook({ page, look }: Person): Promise<void> {
  await page.getByText(look.language === 'hu' ? 'Magyar' : 'English', { exact: true }).click()
  const t = wordsOf(look.language)
  await page.getByRole('button', { name: t('common:theme.label') }).click()
  await page.getByRole('menuitem', { name: t(`common:theme.${look.scheme}`), exact: true }).click()
  await page.locator(`html[data-mantine-color-scheme="${look.scheme}"][lang="${look.language}"]`).waitFor()
}

export async function openSignIn(person: Person): Promise<void> {
  await person.page.goto(`${person.stage.url}/sign-in`)
  await see(person.page.getByRole('heading', { level: 1 }))
}

/** From the sign-in page to the overview of a new account. */
export async function signUp(person: Person): Promise<void> {
  const { page, t, email } = person
  await page.getByRole('link', { name: t('account:signUp.action') }).click()
  await field(person, t('account:name')).fill('Kovács Éva')
  await field(person, t('account:email')).fill(email)
  await field(person, t('account:password')).fill(PASSWORD)
  await button(person, t('account:signUp.action')).click()
  await see(heading(person, t('overview:title')))
}

export async function signOut(person: Person): Promise<void> {
  await button(person, person.t('common:account')).click()
  await person.page.getByRole('menuitem', { name: person.t('common:signOut') }).click()
  await see(heading(person, person.t('account:signIn.title')))
}

/** Everything that this address has in the browser, by name. */
export const keptIn = (page: Page) =>
  page.evaluate(async () => ({
    local: Object.keys(localStorage).sort(),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name ?? ''),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    cookies: document.cookie,
  }))

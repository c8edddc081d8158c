// How a person finds the way: pages, fields and lists by what they are called.
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import type { Person } from './person.ts'

export type PageName =
  | 'overview'
  | 'shops'
  | 'keys'
  | 'log'
  | 'events'
  | 'permissions'
  | 'playground'
  | 'privacy'

/** Waits until it is seen. */
export const see = (what: Locator) => what.first().waitFor({ state: 'visible' })

export const heading = ({ page }: Person, name: string | RegExp, level = 1) =>
  page.getByRole('heading', { name, level })

export const button = ({ page }: Person, name: string | RegExp) => page.getByRole('button', { name })

/** The field with this label: a password's eye beside it is called alike. */
export const field = ({ page }: Person, label: string) =>
  page.getByLabel(label).and(page.locator('input')).filter({ visible: true })

/** Goes to a page by the menu, which is behind a button on a narrow screen. */
export async function goTo(person: Person, name: PageName): Promise<void> {
  const { page, t, look } = person
  if (look.width === 360) await page.getByRole('button', { name: t('common:menu'), exact: true }).click()
  const menu = page.getByRole('navigation', { name: t('common:menu') })
  await menu.getByRole('link', { name: t(`common:pages.${name}`), exact: true }).click()
  await see(heading(person, t(`${name}:title`)))
}

/** Chooses from a list that opens. */
export async function choose({ page }: Person, list: Locator, option: string): Promise<void> {
  await list.click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** A list that opens, by its label. */
export const listOf = ({ page }: Person, label: string) =>
  page.getByRole('combobox', { name: label }).or(page.getByRole('textbox', { name: label }))

/** The entries of a page's list: rows where there is room for a table, else cards. */
export const entries = ({ page, look }: Person): Locator =>
  look.width === 1440
    ? page.getByRole('main').getByRole('table').locator('tbody').getByRole('row')
    : page.getByRole('main').locator('.mantine-Card-root')

/** Clicks where a switch is seen: what is drawn of it lies over the input. */
export const turn = (what: Locator) => what.click({ force: true })

/** Tries again until it is so: for what is not an element. */
export const until = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 50 })

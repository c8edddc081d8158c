// The permissions dialog.
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { see, turn } from './moving.ts'
import type { Person } from './person.ts'

export const accessDialog = ({ page }: Person): Locator => page.getByRole('dialog')

export type Kind = 'products' | 'customers' | 'orders'

export const kindSwitch = (person: Person, kind: Kind) =>
  accessDialog(person).getByRole('switch', { name: person.t(`common:data.${kind}`) })

/** The badge of a kind that is on, or off. */
export const badge = ({ t }: Person, where: Locator, kind: Kind, isOn: boolean) =>
  where.getByLabel(t(isOn ? 'access:badgeOn' : 'access:badgeOff', { name: t(`common:data.${kind}`) }))

export async function seeLevel(person: Person, level: 'high' | 'medium' | 'full'): Promise<void> {
  await see(accessDialog(person).getByText(person.t(`access:level.${level}`), { exact: true }))
}

/** Saves, and the dialog is gone. */
export async function saveAccess(person: Person): Promise<void> {
  const dialog = accessDialog(person)
  await dialog.getByRole('button', { name: person.t('common:save') }).click()
  await dialog.waitFor({ state: 'hidden' })
}

/** Switches orders off in a shop's line; what is seen on the way is what was promised. */
export async function switchOrdersOff(person: Person, line: Locator): Promise<void> {
  const { t } = person
  await badge(person, line, 'orders', true).waitFor()
  await line.getByRole('button', { name: t('shops:configure') }).click()
  await seeLevel(person, 'full')
  await see(accessDialog(person).getByText(t('access:gdprTitle')))
  await turn(kindSwitch(person, 'orders'))
  const orders = t('common:data.orders')
  await see(accessDialog(person).getByText(t('access:willClose', { count: 1, name: orders })))
  await seeLevel(person, 'medium')
  await saveAccess(person)
  await badge(person, line, 'orders', false).waitFor()
  await see(line.getByText(t('access:limited')))
}

/** Switches orders on again; the warning says how many keys that lets in. */
export async function switchOrdersOn(person: Person, line: Locator, keys: number): Promise<void> {
  const { t } = person
  await line.getByRole('button', { name: t('shops:configure') }).click()
  expect(await kindSwitch(person, 'orders').isChecked()).toBe(false)
  await turn(kindSwitch(person, 'orders'))
  await see(accessDialog(person).getByText(t('access:willOpen.orders', { count: keys })))
  await saveAccess(person)
  await badge(person, line, 'orders', true).waitFor()
}

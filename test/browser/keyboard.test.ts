// The permissions dialog without a mouse: opened, changed and saved by keys, and the focus comes back.
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessDialog, badge, kindSwitch } from './support/access.ts'
import { shopLine } from './support/connecting.ts'
import { field, heading, see, until } from './support/moving.ts'
import { openBrowser, type Person } from './support/person.ts'
import { settleIn } from './support/settled.ts'
import { type Stage, startStage } from './support/stage.ts'

/** More stops than any page has: whoever needs them goes round in a circle. */
const MAX_STOPS = 60

let stage: Stage
let merchant: Person

beforeAll(async () => {
  stage = await startStage()
  merchant = await openBrowser(stage, { language: 'en', width: 1440, scheme: 'light' })
  await settleIn(merchant)
})
afterAll(async () => {
  await stage?.close()
})

const isFocused = (what: Locator) => what.evaluate((element) => element === document.activeElement)

async function tabTo(what: Locator): Promise<void> {
  for (let stop = 0; stop < MAX_STOPS; stop++) {
    if (await isFocused(what)) return
    await merchant.page.keyboard.press('Tab')
  }
  throw new Error('the keyboard does not get there')
}

/** True where what has the focus is drawn differently from what has not. */
const isFocusSeen = (what: Locator) =>
  what.evaluate((element) => {
    const near = [element, element.nextElementSibling, element.parentElement]
    return near.some((one) => one !== null && getComputedStyle(one).outlineStyle !== 'none')
  })

test('the first stop leads past the menu to the content', async () => {
  const { page, t } = merchant
  await page.goto(`${stage.url}/shops`)
  await see(heading(merchant, t('shops:title')))
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: t('common:skip') })
  expect(await isFocused(skip)).toBe(true)
  await page.keyboard.press('Enter')
  await until(() => isFocused(page.getByRole('main'))).toBe(true)
})

test('the permissions dialog is opened, changed and saved by keys alone', async () => {
  const { page, t } = merchant
  await page.goto(`${stage.url}/shops`)
  const line = shopLine(merchant, 'WooCommerce')
  const configure = line.getByRole('button', { name: t('shops:configure') })
  await configure.waitFor()
  await tabTo(configure)
  expect(await isFocusSeen(configure)).toBe(true)
  await page.keyboard.press('Enter')
  const orders = kindSwitch(merchant, 'orders')
  await orders.waitFor()
  await tabTo(orders)
  expect(await isFocusSeen(orders)).toBe(true)
  await page.keyboard.press('Space')
  await until(() => orders.isChecked()).toBe(false)
  await tabTo(accessDialog(merchant).getByRole('button', { name: t('common:save') }))
  await page.keyboard.press('Enter')
  await accessDialog(merchant).waitFor({ state: 'hidden' })
  await badge(merchant, line, 'orders', false).waitFor()
  await until(() => isFocused(configure)).toBe(true)
})

test('Escape leaves the dialog, and nothing is changed', async () => {
  const { page, t } = merchant
  const line = shopLine(merchant, 'WooCommerce')
  const configure = line.getByRole('button', { name: t('shops:configure') })
  await page.keyboard.press('Enter')
  const customers = kindSwitch(merchant, 'customers')
  await customers.waitFor()
  await tabTo(customers)
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')
  await accessDialog(merchant).waitFor({ state: 'hidden' })
  await until(() => isFocused(configure)).toBe(true)
  await badge(merchant, line, 'customers', true).waitFor()
})

test('a new key begins with its name, and Escape leads back to the button', async () => {
  const { page, t } = merchant
  await page.goto(`${stage.url}/keys`)
  const create = page.getByRole('button', { name: t('keys:create') })
  await create.press('Enter')
  await until(() => isFocused(field(merchant, t('keys:form.name')))).toBe(true)
  await page.keyboard.press('Escape')
  await until(() => isFocused(create)).toBe(true)
})

/** Opens a key's menu and what stands there, by keys alone. */
async function openByKeys(menu: Locator, action: string): Promise<void> {
  await menu.focus()
  await merchant.page.keyboard.press('Enter')
  const item = merchant.page.getByRole('menuitem', { name: merchant.t(`keys:${action}.action`) })
  await item.waitFor()
  await item.focus()
  await merchant.page.keyboard.press('Enter')
  await accessDialog(merchant).waitFor()
}

test('the dialogs that a key’s menu opens give the focus back to it, and to the content when it has gone', async () => {
  const { page, t } = merchant
  await page.goto(`${stage.url}/keys`)
  const menu = page.getByRole('button', { name: t('keys:actionsOf', { name: 'Phone agent' }) })
  for (const action of ['rotate', 'revoke']) {
    await openByKeys(menu, action)
    await page.keyboard.press('Escape')
    await accessDialog(merchant).waitFor({ state: 'hidden' })
    await until(() => isFocused(menu)).toBe(true)
  }
  await openByKeys(menu, 'revoke')
  await accessDialog(merchant)
    .getByRole('button', { name: t('keys:revoke.action'), exact: true })
    .press('Enter')
  await see(page.getByText(t('keys:nothingFound')))
  await until(() => isFocused(page.getByRole('main'))).toBe(true)
  expect(merchant.faults).toEqual([])
})

// Connecting a shop: by the platform's own consent pages, by its app store, or by one click.
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { button, entries, field, heading, see } from './moving.ts'
import type { Person } from './person.ts'

/** From anywhere to the choice of ways for a platform. */
export async function choosePlatform(person: Person, platform: string): Promise<void> {
  const { page, t, stage } = person
  await page.goto(`${stage.url}/shops`)
  await page
    .getByRole('link', { name: t('shops:connect') })
    .first()
    .click()
  await see(heading(person, t('connect:title')))
  await page
    .getByRole('main')
    .getByRole('link', { name: new RegExp(`^${platform}`) })
    .click()
}

/** The three switches are on already; agrees to what they mean. */
export async function agree({ page, t }: Person): Promise<void> {
  for (const kind of ['products', 'customers', 'orders'])
    expect(await page.getByRole('switch', { name: t(`common:data.${kind}`) }).isChecked()).toBe(true)
  await page.getByRole('checkbox').check()
}

const CONSENT = { WooCommerce: 'Approve', Shopify: 'Install' } as const

/** Begins here, is asked by the shop, and comes back. */
export async function connectByConsent(
  person: Person,
  platform: keyof typeof CONSENT,
  shop: { readonly label: string; readonly address: string },
): Promise<void> {
  const { page, t, stage } = person
  await choosePlatform(person, platform)
  await field(person, shop.label).fill(shop.address)
  await agree(person)
  await button(person, t('connect:goOn')).click()
  await page.getByRole('button', { name: CONSENT[platform], exact: true }).click()
  await page.waitForURL(`${stage.url}/**`)
  await page.getByRole('link').click()
  await see(heading(person, t('overview:title')))
}

/** Installs the app in the shop's admin, which leads to the last step. */
export async function connectByAppStore(person: Person): Promise<void> {
  const { page, t, stage } = person
  await page.goto(`${stage.sandbox.shoprenter.origin}/admin/apps`)
  await page.getByRole('button', { name: 'Uninstall ShopCall' }).click()
  await page.getByRole('button', { name: 'Install ShopCall', exact: true }).click()
  await page.getByRole('link').click()
  await page.waitForURL(/\/connect\/shoprenter#/)
  await agree(person)
  await button(person, t('connect:action')).click()
  await seeConnected(person)
  // The value that bound the shop is spent, and gone from the address bar.
  expect(page.url()).toBe(`${stage.url}/connect/shoprenter`)
}

export async function connectSandboxShop(person: Person, platform: string): Promise<void> {
  await person.page.goto(`${person.stage.url}/connect`)
  await button(person, person.t('connect:sandbox.action', { platform })).click()
  await seeConnected(person)
}

/** It says so, and what can be read: all three kinds. */
async function seeConnected({ page, t }: Person): Promise<void> {
  await see(page.getByText(t('connect:tried')))
  await page.getByText(t('shop:kind.ok'), { exact: true }).nth(2).waitFor()
}

/** The line of a shop in the list, by its platform. */
export const shopLine = (person: Person, platform: string): Locator =>
  entries(person).filter({ has: person.page.getByText(platform, { exact: true }) })

// Every page and dialog of the dashboard, one after another, as an account with shops, a key and calls sees them.
import { accessDialog } from './access.ts'
import { button, see, until } from './moving.ts'
import type { Person } from './person.ts'

/** One thing to look at: how it is come to, and which words say that it is there. */
export type View = {
  readonly name: string
  /** Shown to who is signed out. */
  readonly isPublic?: boolean
  /** Looked at in every language, width and scheme; the others in some. */
  readonly isMain?: boolean
  readonly open: (person: Person) => Promise<void>
}

const at =
  (path: string, ...words: readonly string[]) =>
  async (person: Person) => {
    await person.page.goto(`${person.stage.url}${path}`)
    for (const key of words) await see(person.page.getByText(person.t(key)))
    await settle(person)
  }

/** Waits until nothing is loading any more: no skeleton, no call under way. */
export async function settle({ page }: Person): Promise<void> {
  await until(() =>
    page.locator('.mantine-Skeleton-root, .mantine-Button-loader').filter({ visible: true }).count(),
  ).toBe(0)
  await page.waitForLoadState('networkidle')
}

/** Opens the first shop's page, and there a tab. */
async function openShop(person: Person, tab: string | null): Promise<void> {
  await at('/shops', 'shops:title')(person)
  await person.page
    .getByRole('main')
    .getByRole('link')
    .filter({ hasNotText: person.t('shops:connect') })
    .first()
    .click()
  await see(person.page.getByRole('tab'))
  if (tab !== null) await person.page.getByRole('tab', { name: person.t(`shop:tab.${tab}`) }).click()
  await settle(person)
}

/** Opens the first of these buttons, and waits for the dialog. */
async function openDialog(person: Person, name: string): Promise<void> {
  await button(person, name).first().click()
  await see(accessDialog(person))
  await settle(person)
}

async function openKeyMenu(person: Person, action: string): Promise<void> {
  const { page, t } = person
  await at('/keys', 'keys:title')(person)
  await page
    .getByRole('button', { name: t('keys:actionsOf', { name: '' }).trim() })
    .first()
    .click()
  await page.getByRole('menuitem', { name: t(`keys:${action}.action`) }).click()
  await see(accessDialog(person))
}

export const VIEWS: readonly View[] = [
  { name: 'sign-in', isPublic: true, isMain: true, open: at('/sign-in', 'account:signIn.noAccount') },
  { name: 'sign-up', isPublic: true, open: at('/sign-up', 'account:signUp.hasAccount') },
  { name: 'overview', isMain: true, open: at('/', 'overview:figure.requests', 'overview:chart.latency') },
  { name: 'shops', isMain: true, open: at('/shops', 'shops:description') },
  {
    name: 'shops-access',
    isMain: true,
    open: async (person) => {
      await at('/shops', 'shops:description')(person)
      await openDialog(person, person.t('shops:configure'))
    },
  },
  { name: 'shop', isMain: true, open: (person) => openShop(person, null) },
  { name: 'shop-products', open: (person) => openShop(person, 'products') },
  { name: 'shop-syncs', open: (person) => openShop(person, 'syncs') },
  { name: 'shop-activity', open: (person) => openShop(person, 'activity') },
  {
    name: 'shop-disconnect',
    open: async (person) => {
      await openShop(person, null)
      await openDialog(person, person.t('shop:disconnect.open'))
    },
  },
  { name: 'connect', isMain: true, open: at('/connect', 'connect:sandbox.title') },
  { name: 'connect-woocommerce', open: at('/connect/woocommerce', 'connect:decide') },
  { name: 'connect-shopify', open: at('/connect/shopify', 'connect:decide') },
  { name: 'connect-shoprenter', open: at('/connect/shoprenter', 'connect:otherPlatform') },
  {
    name: 'connect-finalize',
    open: at('/connect/shoprenter#installation_id=none&shop=homokozo', 'connect:decide'),
  },
  { name: 'keys', isMain: true, open: at('/keys', 'keys:column.expires_at') },
  {
    name: 'keys-new',
    open: async (person) => {
      await at('/keys', 'keys:description')(person)
      await openDialog(person, person.t('keys:create'))
    },
  },
  { name: 'keys-rotate', open: (person) => openKeyMenu(person, 'rotate') },
  { name: 'keys-revoke', open: (person) => openKeyMenu(person, 'revoke') },
  { name: 'log', isMain: true, open: at('/log', 'log:noPayload', 'log:column.what') },
  {
    name: 'log-entry',
    open: async (person) => {
      await at('/log', 'log:column.what')(person)
      await person.page.getByRole('table').locator('tbody').getByRole('button').first().click()
      await see(accessDialog(person))
      await settle(person)
    },
  },
  { name: 'events', open: at('/events', 'events:empty.title') },
  { name: 'permissions', open: at('/permissions', 'access:history.title') },
  {
    name: 'playground',
    isMain: true,
    open: async (person) => {
      await at('/playground', 'playground:code')(person)
      await button(person, person.t('playground:run')).click()
      await see(person.page.getByText(`200 · ${person.t('playground:good')}`))
    },
  },
  { name: 'privacy', isMain: true, open: at('/privacy', 'privacy:record.retention') },
  { name: 'account', open: at('/account', 'account:page.appearance') },
  {
    name: 'account-delete',
    open: async (person) => {
      await at('/account', 'account:page.appearance')(person)
      await openDialog(person, person.t('account:page.deleteOpen'))
    },
  },
  { name: 'not-found', open: at('/no-such-page', 'common:notFound.title') },
]

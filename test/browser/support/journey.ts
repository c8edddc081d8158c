// A merchant's whole way: from the sign-up over each platform to a log that shows all of it, and out again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { badge, switchOrdersOff, switchOrdersOn } from './access.ts'
import { connectByAppStore, connectByConsent, connectSandboxShop, shopLine } from './connecting.ts'
import { chooseLook, keptIn, openSignIn, signOut, signUp } from './entrance.ts'
import { createKey, revokeKey, rotateKey, runLine, type ShownKey, use } from './keys.ts'
import { button, choose, entries, field, goTo, heading, listOf, see, turn, until } from './moving.ts'
import { type Look, nameOf, openBrowser, oppositeOf, type Person } from './person.ts'
import { download, filterLog, openTab, readEntry, runPlayground, waitForSync } from './reading.ts'
import { type Stage, startStage } from './stage.ts'

const KEY = 'Phone agent'
const REASON = 'Replaced by the new one'

type StoreOfKey = { readonly id: string; readonly platform: string; readonly name: string }

/** The tests of it, in one look. */
export function journey(look: Look): void {
  let stage: Stage
  let merchant: Person
  let first: ShownKey
  let second: ShownKey
  let woo: StoreOfKey

  beforeAll(async () => {
    stage = await startStage()
    merchant = await openBrowser(stage, look, oppositeOf(look))
  })
  afterAll(async () => {
    await stage?.close()
  })

  const orders = (apiKey: string) => use(merchant, apiKey, `orders?store_id=${woo.id}`)
  const openShop = async () => {
    await goTo(merchant, 'shops')
    await merchant.page.getByRole('link', { name: woo.name, exact: true }).first().click()
    await see(heading(merchant, woo.name))
  }

  test('signs up in the language and the colours that were chosen', async () => {
    await openSignIn(merchant)
    await chooseLook(merchant)
    await signUp(merchant)
    await see(merchant.page.getByText(merchant.t('overview:start.title')))
  })

  test('connects a shop of each platform by the platform’s own pages', async () => {
    const { t } = merchant
    await connectByConsent(merchant, 'WooCommerce', {
      label: t('connect:field.woocommerce.url'),
      address: stage.sandbox.woocommerce.origin,
    })
    await connectByConsent(merchant, 'Shopify', {
      label: t('connect:field.shopify.shop'),
      address: stage.sandbox.access.shopify.shop,
    })
    await connectByAppStore(merchant)
    await goTo(merchant, 'shops')
    for (const platform of ['WooCommerce', 'Shopify', 'ShopRenter'])
      for (const kind of ['products', 'customers', 'orders'] as const)
        await badge(merchant, shopLine(merchant, platform), kind, true).waitFor()
  })

  test('makes a key, which is shown once, and its line works as it stands', async () => {
    await goTo(merchant, 'keys')
    first = await createKey(merchant, KEY)
    const { data } = (await runLine(first.curl)) as { data: StoreOfKey[] }
    expect(data.map(({ platform }) => platform).sort()).toEqual(['shopify', 'shoprenter', 'woocommerce'])
    woo = data.find(({ platform }) => platform === 'woocommerce') ?? expect.fail('no shop')
    expect(await merchant.page.content()).not.toContain(first.apiKey)
    expect((await orders(first.apiKey)).status).toBe(200)
  })

  test('switches orders off, and the next call is refused; on, and it is answered', async () => {
    await goTo(merchant, 'shops')
    const line = shopLine(merchant, 'WooCommerce')
    await switchOrdersOff(merchant, line)
    expect(await orders(first.apiKey)).toEqual({ status: 403, code: 'data_access_disabled', count: 0 })
    await switchOrdersOn(merchant, line, 1)
    expect((await orders(first.apiKey)).status).toBe(200)
  })

  test('tries in the playground what the key gets, and how long it takes', async () => {
    const { t, page } = merchant
    await goTo(merchant, 'playground')
    await choose(merchant, listOf(merchant, t('playground:shop')), woo.name)
    const answer = await runPlayground(merchant, `200 · ${t('playground:good')}`)
    expect(JSON.parse(answer).data.length).toBeGreaterThan(0)
    await see(page.getByRole('status').getByText(/\d ms: \D*\d+ ms/))
  })

  test('rotates the key with an overlap, and revokes the old one', async () => {
    const { t, page } = merchant
    await goTo(merchant, 'keys')
    second = await rotateKey(merchant, KEY)
    expect(second.apiKey).not.toBe(first.apiKey)
    expect([(await orders(first.apiKey)).status, (await orders(second.apiKey)).status]).toEqual([200, 200])
    await revokeKey(merchant, KEY, REASON)
    expect([(await orders(first.apiKey)).status, (await orders(second.apiKey)).status]).toEqual([401, 200])
    await page.getByText(t('keys:filter.all'), { exact: true }).click()
    const revoked = entries(merchant).filter({ hasText: t('keys:status.revoked') })
    await see(revoked.getByText(REASON))
  })

  test('finds all of it in the log: filters, one access, the file, and what comes in', async () => {
    const { t, page } = merchant
    await goTo(merchant, 'log')
    await filterLog(merchant, 'outcome', t('log:outcome.denied'))
    await until(() => new URL(page.url()).searchParams.get('outcome')).toBe('denied')
    const refused = entries(merchant).filter({ hasText: 'data_access_disabled' })
    await refused.waitFor()
    const entry = await readEntry(merchant, refused)
    expect(entry).toContain(t('log:mendBy.data_access_disabled'))
    await page.reload()
    await refused.waitFor()
    await until(() =>
      entries(merchant)
        .filter({ hasText: t('log:outcome.allowed') })
        .count(),
    ).toBe(0)
    const file = await download(merchant, t('log:export'))
    expect(file.name).toMatch(/^shopcall-access-log-\d{4}-\d\d-\d\d\.csv$/)
    expect(file.text).toContain('data_access_disabled')
    await button(merchant, t('log:filter.clear')).click()
    await until(() => new URL(page.url()).search).toBe('')
    await see(entries(merchant).filter({ hasText: t('log:operation.orders.search') }))
    const before = await entries(merchant).count()
    await turn(page.getByRole('switch', { name: t('log:live') }))
    await orders(second.apiKey)
    await until(() => entries(merchant).count()).toBe(before + 1)
  })

  test('sees no security event, and each change of the switches', async () => {
    const { t, page } = merchant
    await goTo(merchant, 'events')
    await see(page.getByText(t('events:empty.title')))
    await goTo(merchant, 'permissions')
    await choose(merchant, listOf(merchant, t('permissions:shop')), woo.name)
    await until(() => page.getByText(t('access:history.changed'), { exact: true }).count()).toBe(2)
    await see(page.getByText(t('access:history.connected'), { exact: true }))
    await see(page.getByText(t('access:limited')))
  })

  test('searches the products after a sync', async () => {
    const { t, page } = merchant
    await openShop()
    await waitForSync(merchant)
    await openTab(merchant, 'products')
    const search = field(merchant, t('shop:search'))
    await search.waitFor()
    const rows = entries(merchant)
    await rows.first().waitFor()
    const name = (await rows.nth(2).locator('p').first().textContent()) ?? ''
    expect(name).not.toBe('')
    await search.fill(name)
    await until(async () => {
      const found = await rows.allTextContents()
      return found.length > 0 && found.every((row) => row.includes(name))
    }).toBe(true)
    await search.fill('qqqqxxxx')
    await see(page.getByText(t('shop:nothingFound')))
  })

  test('answers a person who asks what is held: nothing', async () => {
    const { t, page } = merchant
    await goTo(merchant, 'privacy')
    await see(page.getByText(t('privacy:record.passed')))
    await field(merchant, t('privacy:subject.value')).fill('kovacs.anna@example.hu')
    await button(merchant, t('privacy:subject.action')).click()
    await see(page.getByText(t('privacy:subject.held')))
    const file = await download(merchant, t('privacy:record.json'))
    expect(Object.keys(JSON.parse(file.text))).toContain('retention')
  })

  test('disconnects a shop by its name, and the API knows it no more', async () => {
    const { t, page } = merchant
    await openShop()
    await button(merchant, t('shop:disconnect.open')).click()
    const action = page.getByRole('dialog').getByRole('button', { name: t('shop:disconnect.action') })
    expect(await action.isDisabled()).toBe(true)
    await field(merchant, t('shop:disconnect.confirm', { shop: woo.name })).fill(woo.name)
    await action.click()
    await see(heading(merchant, t('shops:title')))
    await shopLine(merchant, 'WooCommerce').waitFor({ state: 'hidden' })
    expect((await orders(second.apiKey)).status).toBe(404)
  })

  test('another account connects a sandbox shop by one click', async () => {
    const other = await openBrowser(stage, look)
    await openSignIn(other)
    await signUp(other)
    await connectSandboxShop(other, 'WooCommerce')
    await goTo(other, 'shops')
    await shopLine(other, 'WooCommerce').waitFor()
    expect(other.faults).toEqual([])
    await other.context.close()
  })

  test('signs out, and nothing is left: not in the browser, not behind its back button', async () => {
    const { page, t, stage: at } = merchant
    await goTo(merchant, 'log')
    await see(entries(merchant).filter({ hasText: t('log:operation.orders.search') }))
    await signOut(merchant)
    expect(await keptIn(page)).toEqual({
      local: ['shopcall-language', 'shopcall-theme'],
      session: [],
      databases: [],
      caches: [],
      workers: 0,
      cookies: '',
    })
    await page.goBack()
    await until(() => new URL(page.url()).pathname).toBe('/sign-in')
    await see(heading(merchant, t('account:signIn.title')))
    expect(await page.getByText(t('log:operation.orders.search')).count()).toBe(0)
    expect((await page.request.get(`${at.url}/auth/v1/token`)).status()).toBe(401)
  })

  test(`nothing went wrong in the console (${nameOf(look)})`, () => {
    expect(merchant.faults).toEqual([])
  })
}

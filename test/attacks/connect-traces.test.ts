// After shops were connected in every way, and after every way failed: no credential is left in a dump, a log or an answer.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBrowser } from '../support/browser.ts'
import { arrangeHandover, type Handover } from '../support/handover.ts'
import { dumpDatabase, findSecrets, spellingsOf } from '../support/traces.ts'

let flow: Handover
const secrets = new Set<string>()
const answers: string[] = []

beforeAll(async () => {
  flow = await arrangeHandover()
}, 120_000)
afterAll(() => flow.close())

/** Hands over keys in every way that can be told apart, and remembers all that must not be found. */
async function handOverKeys() {
  const browser = flow.browser()
  const approved = await flow.begin()
  answers.push((await browser.click(await browser.open(approved.page), 'Approve')).html)
  const foreign = await flow.begin()
  answers.push((await createBrowser().click(await browser.open(foreign.page), 'Approve')).html)
  const broken = await flow.begin()
  flow.shop.faults.set({ kind: 'html' }, { path: /\/customers/ })
  answers.push((await flow.handOver(broken.value)).text)
  flow.shop.faults.clear()
  const wrong = await flow.begin()
  const { consumer_key, consumer_secret } = flow.program.keys.writeOnly
  answers.push((await flow.handOver(wrong.value, { consumer_key, consumer_secret })).text)
  answers.push((await flow.handOver('x'.repeat(43))).text)
  answers.push((await flow.handOver(wrong.value, { surprise: consumer_secret })).text)
  const open = await flow.begin()
  for (const { value } of [approved, foreign, broken, wrong, open]) secrets.add(value)
  for (const key of [...flow.program.handedOverKeys(), ...Object.values(flow.program.keys)]) {
    secrets.add(key.consumer_key).add(key.consumer_secret)
  }
}

async function installApp() {
  const { service } = flow
  const app = service.sandbox.shoprenterApp
  const base = '/functions/v1/oauth-shoprenter'
  secrets.add(app.clientSecret)
  const call = async (kind: string) => {
    const query = app.sign()
    secrets.add(query.get('hmac') ?? '').add(query.get('code') ?? '')
    return service.call(`${base}/${kind}?${query}`)
  }
  for (const round of ['bound', 'left open']) {
    const id: string = (await call('callback')).body.data.installation_id
    secrets.add(id)
    const body = { installation_id: id }
    if (round === 'left open') continue
    answers.push((await service.call(`${base}/finalize`, { token: flow.user().token, body })).text)
    answers.push((await service.call(`${base}/finalize`, { token: flow.user().token, body })).text)
  }
  const query = app.sign()
  query.set('hmac', '0'.repeat(64))
  answers.push((await service.call(`${base}/callback?${query}`)).text)
}

test('neither as they are, nor in hex, nor in base64', async () => {
  await handOverKeys()
  await installApp()
  const stores = await flow.stores()
  expect(stores.map(({ platform }) => platform).sort()).toEqual(['shoprenter', 'woocommerce'])
  expect(secrets.size).toBeGreaterThan(20)
  const all = [...secrets]
  expect(findSecrets(await dumpDatabase(flow.service.db), all)).toEqual([])
  expect(findSecrets(flow.service.logLines.join('\n'), all)).toEqual([])
  expect(findSecrets(answers.join('\n'), all)).toEqual([])
}, 60_000)

test('the search can find: a row that holds one in any spelling is seen', async () => {
  const secret = flow.program.keys.read.consumer_secret
  await flow.service.db.admin('create table leak (text text, bytes bytea)')
  for (const spelling of spellingsOf(secret)) {
    await flow.service.db.admin('insert into leak values ($1, null)', [`.${spelling}.`])
    expect(findSecrets(await dumpDatabase(flow.service.db), [secret])).toEqual([secret])
    await flow.service.db.admin('delete from leak')
  }
  await flow.service.db.admin('insert into leak values (null, $1)', [Buffer.from(`..${secret}`)])
  expect(findSecrets(await dumpDatabase(flow.service.db), [secret])).toEqual([secret])
  const wrapped = Buffer.from(`{"secret":"${secret}"}`).toString('base64')
  expect(findSecrets(wrapped, [secret])).toEqual([secret])
  await flow.service.db.admin('drop table leak')
  expect(findSecrets(await dumpDatabase(flow.service.db), [secret])).toEqual([])
})

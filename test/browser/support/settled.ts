// An account that has what the pages show: two shops, a key, and calls that were answered and refused.
import type { Person } from './person.ts'
import { PASSWORD } from './person.ts'

type Send = (path: string, body: object, headers?: Record<string, string>) => Promise<Record<string, unknown>>

/** Signs the person in, by the same calls that the dashboard makes. */
export async function settleIn(person: Person): Promise<void> {
  const { page, stage, email } = person
  const send: Send = async (path, data, headers = {}) => {
    const answer = await page.request.post(`${stage.url}${path}`, {
      data,
      headers: { origin: stage.url, ...headers },
    })
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
    return answer.json()
  }
  await send('/auth/v1/sign-up/email', { email, password: PASSWORD, name: 'Kovács Éva' })
  const { token } = await (await page.request.get(`${stage.url}/auth/v1/token`)).json()
  const asUser = { authorization: `Bearer ${token}` }
  const stores: { id: string }[] = []
  for (const platform of ['woocommerce', 'shopify']) {
    const { data } = await send('/functions/v1/api/sandbox/connect', { platform, language: 'en' }, asUser)
    stores.push(data as { id: string })
  }
  const made = await send('/functions/v1/api-key-management/create', { name: 'Phone agent' }, asUser)
  const { api_key } = made['data'] as { api_key: string }
  const [first, second] = stores.map(({ id }) => id)
  const asProgram = { headers: { authorization: `Bearer ${api_key}` } }
  const data = `${stage.url}/functions/v1/webshop-data-api`
  await page.request.put(`${stage.url}/functions/v1/api/stores/${second}/permissions`, {
    data: {
      data_access_permissions: {
        allow_customer_access: true,
        allow_order_access: false,
        allow_product_access: true,
      },
    },
    headers: asUser,
  })
  await page.request.get(`${data}/orders?store_id=${first}`, asProgram)
  await page.request.get(`${data}/orders?store_id=${second}`, asProgram)
  await page.request.get(`${data}/customers?store_id=${first}`, asProgram)
}

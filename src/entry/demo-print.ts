// What the demo shows: the newest orders of the three shops, and how to go on.
import type { DemoClient, DemoState } from './demo-client.ts'

type Order = {
  number: string
  status: string
  placed_at: string | null
  totals: { total: { amount: string; currency: string } | null }
  customer: { name: string | null } | null
}

const SHOWN = 3

function line(order: Order): string {
  const total = order.totals.total ? `${order.totals.total.amount} ${order.totals.total.currency}` : '-'
  return `  ${order.number.padEnd(12)} ${order.status.padEnd(11)} ${(order.placed_at ?? '-').slice(0, 16).padEnd(17)} ${total.padStart(16)}  ${order.customer?.name ?? '-'}`
}

/** Reads the newest orders of each store through the API and prints them, then addresses and curl lines. */
export async function printDemo(
  client: DemoClient,
  state: DemoState,
  file: string,
  seconds: number,
): Promise<void> {
  const api = '/functions/v1/webshop-data-api'
  const fields = 'number,status,placed_at,totals.total,customer.name'
  for (const store of state.stores) {
    const answer = await client.call(
      'GET',
      `${api}/orders?store_id=${store.id}&limit=${SHOWN}&fields=${fields}`,
      state.api_key,
    )
    if (answer.status !== 200) {
      throw new Error(
        `The orders of ${store.platform} could not be read (status ${answer.status}, ${String(answer.body['code'])}).`,
      )
    }
    console.log(`\n${store.name} (${store.platform})`)
    for (const order of answer.body['data'] as Order[]) console.log(line(order))
  }
  const first = state.stores[0]?.id ?? ''
  const auth = `-H 'Authorization: Bearer ${state.api_key}'`
  console.log(`
The newest orders of three shops, read live through one API, ${seconds.toFixed(1)} s after the start.

API reference  ${state.base_url}/functions/v1/docs
Sign-in        ${state.user.email}  ${state.user.password}
API key        ${state.api_key}
All of this    ${file}

Try it:
  curl ${auth} '${state.base_url}${api}/stores'
  curl ${auth} '${state.base_url}${api}/orders?store_id=${first}&status=processing&limit=5'
  curl ${auth} -H 'Content-Type: application/json' -d '{"store_id":"${first}","search":"Anna"}' '${state.base_url}${api}/customers/search'

Stop with Ctrl+C.`)
}

// Reads one order of each store with nothing but what the demo wrote, as an integrator would.
import { readFileSync } from 'node:fs'

const state = JSON.parse(readFileSync(`${process.env['DATA_DIR'] ?? '.data'}/demo.json`, 'utf8'))
for (const store of state.stores) {
  const url = `${state.base_url}/functions/v1/webshop-data-api/orders?store_id=${store.id}&limit=1`
  const response = await fetch(url, { headers: { authorization: `Bearer ${state.api_key}` } })
  const body = await response.json()
  const [order] = body.data ?? []
  if (response.status !== 200 || !order?.number)
    throw new Error(`${store.platform}: status ${response.status}`)
  console.log(`${store.platform}: order ${order.number}, ${order.status}`)
}

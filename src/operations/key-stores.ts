// The stores that an API key may read, with what each can answer.
import { z } from 'zod'
import { findVerdicts, healthOf } from '../access/store-health.ts'
import { findStores } from '../access/stores.ts'
import { hintLanguageSchema, storeSchema } from '../model/store.ts'
import { operation } from '../operation.ts'

const filters = z.object({ filters: z.array(z.string()) })

const readableStoreSchema = storeSchema
  .pick({ id: true, name: true, platform: true, health: true })
  .extend({
    permissions: z
      .object({ customers: z.boolean(), orders: z.boolean(), products: z.boolean() })
      .describe('What this key can read here now: its own rights and the merchant’s switches together'),
    capabilities: z
      .object({ customers: filters, orders: filters, products: filters })
      .describe('The filters that the platform answers exactly'),
  })
  .meta({ id: 'ReadableStore' })

export const listReadableStores = operation({
  name: 'stores.readable',
  summary: 'List the stores that this key may read, with permissions and capabilities.',
  route: { method: 'GET', function: 'webshop-data-api', path: '/stores' },
  caller: 'api_key',
  resource: 'stores',
  needs: [],
  store: false,
  input: z.strictObject({ language: hintLanguageSchema }),
  data: z.array(readableStoreSchema),
  run: async ({ services, caller, input, language }) => {
    const [rows, verdicts] = await Promise.all([
      findStores(services.database, caller.userId),
      findVerdicts(services.database, caller.userId),
    ])
    const may = caller.kind === 'api_key' ? caller.may : { customers: true, orders: true, products: true }
    const listed = caller.kind === 'api_key' ? caller.storeIds : null
    const data = rows
      .filter((row) => listed === null || listed.includes(row.id))
      .map((row) => ({
        id: row.id,
        name: row.name,
        platform: row.platform,
        health: healthOf(row, verdicts.get(row.id) ?? [], input.language ?? language),
        permissions: {
          customers: may.customers && row.data_access_permissions.allow_customer_access,
          orders: may.orders && row.data_access_permissions.allow_order_access,
          products: may.products && row.data_access_permissions.allow_product_access,
        },
        capabilities: services.platforms[row.platform].capabilities,
      }))
    return { data }
  },
})

// Customers: listed, found and read one by one, always live from the shop.
import { z } from 'zod'
import { openShop } from '../access/stores.ts'
import { BRIEF_CUSTOMER } from '../model/brief.ts'
import { customerSchema } from '../model/customer.ts'
import { type CustomerFilter, matchesCustomer } from '../model/filter.ts'
import { type Call, type Outcome, operation } from '../operation.ts'
import { assertSupported, defined, readPhone } from './filters.ts'
import {
  createdRangeInput,
  detailInput,
  fieldsInput,
  pageInput,
  readFields,
  readPlace,
  storeIdInput,
  toListOutcome,
  updatedAfterInput,
} from './list-input.ts'
import { toSingleOutcome } from './single.ts'

const input = z.strictObject({
  store_id: storeIdInput,
  email: z.string().trim().min(3).max(254).optional().describe('Exact, without regard to case'),
  phone: z.string().min(3).max(40).optional().describe("Any spelling; read in the store's country"),
  search: z.string().trim().min(1).max(200).optional().describe("The shop's own search"),
  ...createdRangeInput,
  ...updatedAfterInput,
  ...pageInput,
  fields: fieldsInput(customerSchema),
  detail: detailInput,
})

async function run(call: Call<z.infer<typeof input>>): Promise<Outcome> {
  const { limit, page, cursor, fields: names, detail, store_id: _, phone, ...rest } = call.input
  const { services, store, budget } = call
  const filter: CustomerFilter = defined({ ...rest, phone: readPhone(phone, store.country) })
  assertSupported('customers', services.platforms[store.platform].capabilities, filter)
  const place = await readPlace(call, 'customers', filter, { limit, page, cursor })
  const { fields, cut } = readFields(names, detail, BRIEF_CUSTOMER)
  const shop = await openShop(services, store, budget)
  const answer = await shop.listCustomers(filter, place, { fields, includeCustomer: true })
  // The adapter has compared already; this wall is the door's own.
  const items = answer.items.filter((customer) => matchesCustomer(customer, filter))
  const outcome = await toListOutcome(call, 'customers', filter, place, { ...answer, items })
  return { ...outcome, ...(cut ? { cut } : {}) }
}

const shared = {
  caller: 'api_key',
  resource: 'customers',
  needs: ['customers'],
  store: true,
  input,
  data: z.array(customerSchema),
  run,
} as const

export const listCustomers = operation({
  ...shared,
  name: 'customers.list',
  summary: 'List customers, or find them by e-mail, phone or text.',
  route: { method: 'GET', function: 'webshop-data-api', path: '/customers' },
})

export const searchCustomers = operation({
  ...shared,
  name: 'customers.search',
  summary:
    'The same as listing, with the filters in the body, so that no e-mail or phone number is in an address.',
  route: { method: 'POST', function: 'webshop-data-api', path: '/customers/search' },
})

export const getCustomer = operation({
  name: 'customers.get',
  summary: 'Read one customer.',
  route: { method: 'GET', function: 'webshop-data-api', path: '/customers/{id}' },
  caller: 'api_key',
  resource: 'customers',
  needs: ['customers'],
  store: true,
  input: z.strictObject({
    store_id: storeIdInput,
    id: z.string().min(1).max(128),
    fields: fieldsInput(customerSchema),
    detail: detailInput,
  }),
  data: customerSchema,
  run: async (call) => {
    const { fields, cut } = readFields(call.input.fields, call.input.detail, BRIEF_CUSTOMER)
    const shop = await openShop(call.services, call.store, call.budget)
    return toSingleOutcome(
      call,
      await shop.getCustomer(call.input.id, { fields, includeCustomer: true }),
      cut,
    )
  },
})

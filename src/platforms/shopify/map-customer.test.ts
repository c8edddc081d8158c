// A customer as Shopify sends one, against a whole unified customer written out by hand.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type UnifiedCustomer, customerSchema as unifiedSchema } from '../../model/customer.ts'
import { customerSchema } from './customer-wire.ts'
import { toCustomer } from './map-customer.ts'

const STORE = { id: 'a', country: 'HU', currency: 'HUF' }
const wire = customerSchema.parse(
  JSON.parse(readFileSync(new URL('./fixtures/customer.json', import.meta.url), 'utf8')),
)

const HOME = {
  first_name: 'Réka',
  last_name: 'Szabó',
  name: 'Szabó Réka',
  company: null,
  line1: 'Petőfi tér 12.',
  line2: null,
  city: 'Budapest',
  region: null,
  postal_code: '1137',
  country: 'HU',
  phone: '+36301523645',
  phone_raw: '06301523645',
  tax_number: null,
}

const CUSTOMER: UnifiedCustomer = {
  id: '7000000000005',
  email: 'szabo.reka5@example.hu',
  phone: '+36301523645',
  phone_raw: '+36301523645',
  first_name: 'Réka',
  last_name: 'Szabó',
  name: 'Szabó Réka',
  company: 'Szabó Bt.',
  default_address: { ...HOME, company: 'Szabó Bt.' },
  addresses: [
    HOME,
    {
      first_name: 'Jürgen',
      last_name: 'Müller',
      name: 'Jürgen Müller',
      company: null,
      line1: 'Gartenweg 5',
      line2: null,
      city: 'Köln',
      region: 'Nordrhein-Westfalen',
      postal_code: '50667',
      country: 'DE',
      phone: '+492211234567',
      phone_raw: '0221 1234567',
      tax_number: null,
    },
  ],
  orders_count: 3,
  total_spent: { amount: '356467.38', currency: 'HUF' },
  accepts_marketing: true,
  tags: ['VIP'],
  created_at: '2024-08-24T12:23:29Z',
  updated_at: '2024-08-29T12:23:29Z',
  platform_specific: {
    state: 'ENABLED',
    verifiedEmail: true,
    locale: 'hu',
    note: 'Hűséges',
    taxExempt: false,
    marketingState: 'SUBSCRIBED',
    marketingOptInLevel: 'SINGLE_OPT_IN',
    marketingUpdatedAt: '2025-01-02T03:04:05Z',
    smsMarketingState: 'SUBSCRIBED',
    smsMarketingUpdatedAt: null,
  },
}

test('a whole customer', () => {
  const customer = toCustomer(wire, STORE)
  expect(customer).toEqual(CUSTOMER)
  expect(unifiedSchema.parse(customer)).toEqual(customer)
})

test('a subscription by SMS is none by e-mail', () => {
  expect(toCustomer({ ...wire, defaultEmailAddress: null }, STORE)).toMatchObject({
    email: null,
    accepts_marketing: null,
  })
})

// Every document about customers. They are fixed: what changes is in their variables alone.
import type { Document } from './client.ts'
import { CUSTOMER, CUSTOMER_SWITCHES } from './customer-fragments.ts'
import {
  type CustomerAddressesData,
  type CustomerByIdentifierData,
  type CustomerData,
  type CustomersData,
  customerAddressesDataSchema,
  customerByIdentifierDataSchema,
  customerDataSchema,
  customersDataSchema,
} from './customer-wire.ts'
import { ADDRESS, PAGE_INFO } from './fragments.ts'
import { type CursorsData, cursorsSchema } from './page-wire.ts'

/** Customers, newest first by creation. `customersCount` knows other filters, so it counts without any. */
export const CUSTOMERS: Document<CustomersData> = {
  text: `query Customers($first: Int!, $after: String, $query: String, $count: Boolean!, ${CUSTOMER_SWITCHES}) {
  customers(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
    edges { cursor node { ...CustomerFields } }
    ${PAGE_INFO}
  }
  customersCount(limit: null) @include(if: $count) { count precision }
}${CUSTOMER}`,
  data: customersDataSchema,
}

export const CUSTOMER_BY_ID: Document<CustomerData> = {
  text: `query CustomerById($id: ID!, ${CUSTOMER_SWITCHES}) {
  customer(id: $id) { ...CustomerFields }
}${CUSTOMER}`,
  data: customerDataSchema,
}

export const CUSTOMER_BY_EMAIL: Document<CustomerByIdentifierData> = {
  text: `query CustomerByEmail($value: String!, ${CUSTOMER_SWITCHES}) {
  customerByIdentifier(identifier: { emailAddress: $value }) { ...CustomerFields }
}${CUSTOMER}`,
  data: customerByIdentifierDataSchema,
}

export const CUSTOMER_BY_PHONE: Document<CustomerByIdentifierData> = {
  text: `query CustomerByPhone($value: String!, ${CUSTOMER_SWITCHES}) {
  customerByIdentifier(identifier: { phoneNumber: $value }) { ...CustomerFields }
}${CUSTOMER}`,
  data: customerByIdentifierDataSchema,
}

export const CUSTOMER_ADDRESSES: Document<CustomerAddressesData> = {
  text: `query CustomerAddresses($id: ID!, $after: String) {
  customer(id: $id) { addressesV2(first: 100, after: $after) { nodes { ...Address } ${PAGE_INFO} } }
}${ADDRESS}`,
  data: customerAddressesDataSchema,
}

export const CUSTOMER_CURSORS: Document<CursorsData> = {
  text: `query CustomerCursors($first: Int!, $after: String, $query: String, $count: Boolean!) {
  list: customers(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) { ${PAGE_INFO} }
  count: customersCount(limit: null) @include(if: $count) { count precision }
}`,
  data: cursorsSchema,
}

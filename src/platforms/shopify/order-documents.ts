// Every document about orders. They are fixed: what changes is in their variables alone.
// What they cost with a hundred records each stands in documents.test.ts.
import type { Document } from './client.ts'
import { PAGE_INFO, SHOP_MONEY } from './fragments.ts'
import { DISCOUNT, LINE, ORDER, ORDER_SWITCHES } from './order-fragments.ts'
import {
  type OrderData,
  type OrderLinesData,
  type OrdersData,
  type OrdersOfPhoneData,
  orderDataSchema,
  orderLinesDataSchema,
  ordersDataSchema,
  ordersOfPhoneDataSchema,
} from './order-wire.ts'
import { type CursorsData, cursorsSchema } from './page-wire.ts'

/** Orders, newest first by creation. */
export const ORDERS: Document<OrdersData> = {
  text: `query Orders($first: Int!, $after: String, $query: String, $count: Boolean!, ${ORDER_SWITCHES}) {
  orders(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
    edges { cursor node { ...OrderFields } }
    ${PAGE_INFO}
  }
  ordersCount(query: $query, limit: null) @include(if: $count) { count precision }
}${ORDER}`,
  data: ordersDataSchema,
}

/** The orders of the one customer who has this phone number. */
export const ORDERS_OF_PHONE: Document<OrdersOfPhoneData> = {
  text: `query OrdersOfPhone($phone: String!, $first: Int!, $after: String, $query: String, ${ORDER_SWITCHES}) {
  customerByIdentifier(identifier: { phoneNumber: $phone }) {
    orders(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
      edges { cursor node { ...OrderFields } }
      ${PAGE_INFO}
    }
  }
}${ORDER}`,
  data: ordersOfPhoneDataSchema,
}

export const ORDER_BY_ID: Document<OrderData> = {
  text: `query OrderById($id: ID!, ${ORDER_SWITCHES}) {
  order(id: $id) { ...OrderFields }
}${ORDER}`,
  data: orderDataSchema,
}

/** The lines of a long order, from where its first page ended. */
export const ORDER_LINES: Document<OrderLinesData> = {
  text: `query OrderLines($id: ID!, $after: String) {
  order(id: $id) {
    lineItems(first: 100, after: $after) { nodes { ...Line } ${PAGE_INFO} }
  }
}${SHOP_MONEY}${DISCOUNT}${LINE}`,
  data: orderLinesDataSchema,
}

/** Only where a page ends: for walking to a page by its number. */
export const ORDER_CURSORS: Document<CursorsData> = {
  text: `query OrderCursors($first: Int!, $after: String, $query: String, $count: Boolean!) {
  list: orders(first: $first, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) { ${PAGE_INFO} }
  count: ordersCount(query: $query, limit: null) @include(if: $count) { count precision }
}`,
  data: cursorsSchema,
}

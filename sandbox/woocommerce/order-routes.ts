// The routes of orders.
import { orderBody, refundBody } from './order-body.ts'
import { ORDER_STATUSES, queryOrders } from './order-query.ts'
import type { Rendering } from './order-rows.ts'
import { integer, oneOf, PAGE_RULES, type Parameters, type Rules } from './parameters.ts'
import { at, DATE_RULES, ID, list, missing, type Records } from './records.ts'
import type { Route } from './rest.ts'
import { statusRows } from './settings.ts'
import type { StoredOrder } from './stored.ts'

const ORDER_RULES: Rules = {
  ...PAGE_RULES,
  ...DATE_RULES,
  status: oneOf(['any', 'trash', ...ORDER_STATUSES], true),
  customer: integer(0, Number.MAX_SAFE_INTEGER),
  product: integer(0, Number.MAX_SAFE_INTEGER),
  dp: integer(0, 20),
  orderby: oneOf(['date', 'id', 'include', 'title', 'slug', 'modified']),
}
function renderingOf(records: Records, parameters: Parameters, home: string): Rendering {
  return { home, dp: parameters.number('dp', records.settings.decimals), numberOf: records.numberOf }
}

function findOrder({ orders, settings }: Records, id: number | undefined): StoredOrder {
  const order = orders.byId.get(id ?? 0)
  if (!order) throw missing('woocommerce_rest_shop_order_invalid_id', settings.language)
  return order
}

/** `/orders/statuses` is new; older shops have the report alone. */
function statusRoutes({ orders, settings, older }: Records): Route[] {
  const rows = statusRows(settings.language)
  const count = (slug: string) => orders.rows.filter(({ order }) => order.status === slug).length
  const statuses: Route = {
    path: at('/orders/statuses'),
    rules: {},
    isPublic: true,
    handle: () => ({ kind: 'rows', rows }),
  }
  const totals: Route = {
    path: at('/reports/orders/totals'),
    rules: {},
    handle: () => ({ kind: 'rows', rows: rows.map((row) => ({ ...row, total: count(row.slug) })) }),
  }
  return older ? [totals] : [statuses, totals]
}

function partRoutes(records: Records): Route[] {
  return [
    {
      path: at(`/orders/${ID}/refunds`),
      rules: ORDER_RULES,
      handle: (parameters, [id], home) => {
        const order = findOrder(records, id)
        const rendering = renderingOf(records, parameters, home)
        return list([...order.refunds].reverse(), (refund) => refundBody(order, refund, rendering))
      },
    },
    {
      path: at(`/orders/${ID}/notes`),
      rules: {},
      handle: (_parameters, [id]) => {
        const note = `Rendelés állapota: ${findOrder(records, id).status} &rarr; kész.`
        return { kind: 'rows', rows: [{ id: 1, author: 'system', note, customer_note: false }] }
      },
    },
  ]
}

/** The list, the single order, its refunds and notes, and the statuses. */
export function orderRoutes(records: Records): Route[] {
  const { orders, settings, older } = records
  const ordersList: Route = {
    path: at('/orders'),
    rules: ORDER_RULES,
    ignored: older ? ['modified_after', 'modified_before'] : [],
    handle: (parameters, _ids, home) => {
      const rendering = renderingOf(records, parameters, home)
      return list(queryOrders(orders, parameters), (order) => orderBody(order, rendering), {
        totalPastEnd: !settings.hpos,
        linkDefaults: [
          ['status[0]', 'any'],
          ['dp', String(settings.decimals)],
          ['context', 'view'],
        ],
      })
    },
  }
  const oneOrder: Route = {
    path: at(`/orders/${ID}`),
    rules: ORDER_RULES,
    handle: (parameters, [id], home) => ({
      kind: 'single',
      record: orderBody(findOrder(records, id), renderingOf(records, parameters, home)),
    }),
  }
  return [...statusRoutes(records), ordersList, oneOrder, ...partRoutes(records)]
}

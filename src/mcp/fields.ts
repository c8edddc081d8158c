// Which fields of a model the tools answer with, brief and full.

const ORDER_BRIEF = [
  'id',
  'number',
  'status',
  'payment_status',
  'fulfillment_status',
  'placed_at',
  'totals.total',
  'line_items.name',
  'line_items.quantity',
  'fulfillments.status',
  'fulfillments.carrier',
  'fulfillments.tracking_number',
]

/** What a brief and a full answer hold; full never holds `platform_specific`. */
export const FIELDS = {
  orders: {
    brief: ORDER_BRIEF,
    full: [
      'id',
      'number',
      'status',
      'payment_status',
      'fulfillment_status',
      'placed_at',
      'paid_at',
      'cancelled_at',
      'completed_at',
      'totals',
      'customer',
      'shipping_address',
      'line_items',
      'shipping_lines',
      'fulfillments',
      'refunds',
      'payment_method',
      'note',
    ],
  },
  customers: {
    brief: ['id', 'name', 'orders_count', 'created_at'],
    full: [
      'id',
      'name',
      'orders_count',
      'created_at',
      'email',
      'phone',
      'company',
      'default_address',
      'total_spent',
    ],
  },
  products: {
    brief: ['id', 'name', 'sku', 'status', 'price', 'in_stock', 'stock_quantity', 'url'],
    full: [
      'id',
      'name',
      'sku',
      'status',
      'price',
      'compare_at_price',
      'price_range',
      'in_stock',
      'stock_quantity',
      'url',
      'description',
      'brand',
      'categories',
      'options',
      'variants',
    ],
  },
} as const

export type Resource = keyof typeof FIELDS

/** The fields for the `detail` that was asked for. */
export function fieldsFor(resource: Resource, detail: unknown): readonly string[] {
  return FIELDS[resource][detail === 'full' ? 'full' : 'brief']
}

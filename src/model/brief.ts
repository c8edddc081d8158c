// `detail=brief`: what is enough to answer a caller, of each of the three records.

export const DETAILS = ['brief', 'full'] as const
export type Detail = (typeof DETAILS)[number]

export const BRIEF_ORDER = [
  'id',
  'number',
  'status',
  'payment_status',
  'fulfillment_status',
  'currency',
  'totals.total',
  'customer.name',
  'line_items.name',
  'line_items.quantity',
  'shipping_lines.title',
  'fulfillments',
  'payment_method',
  'placed_at',
  'cancelled_at',
] as const

export const BRIEF_CUSTOMER = ['id', 'name', 'email', 'phone', 'orders_count', 'total_spent'] as const

export const BRIEF_PRODUCT = [
  'id',
  'sku',
  'name',
  'url',
  'status',
  'price',
  'price_range',
  'in_stock',
  'stock_quantity',
] as const

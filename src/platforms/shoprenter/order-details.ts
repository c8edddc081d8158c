// What an order has beside the unified fields, under ShopRenter's own names.
import type { OrderMoney } from './order-money.ts'
import type { ShopStatus } from './reference.ts'
import { innerIdOf } from './wire.ts'
import type { WireOrder, WireOrderWithBuyer } from './wire-order.ts'

const upper = (code: string | null) => code?.toUpperCase() ?? null
const unlessZero = (value: string | null) => (value === '0' ? null : value)

/** Keys of an order's `platform_specific` that are about the order and never about its buyer. */
export const IMPERSONAL_ORDER_KEYS = [
  'id',
  'status_mapped',
  'amounts_converted',
  'orderStatus',
  'value',
  'invoiceId',
  'invoicePrefix',
  'paymentMethodCode',
  'paymentMethodTaxRate',
  'paymentMethodAfter',
  'shippingMethodExtension',
  'shippingMethodTaxRate',
  'language',
  'coupon',
  'orderTotals',
  'orderProducts',
  'orderProductAddons',
  'externalInfo',
] as const

type ImpersonalKey = (typeof IMPERSONAL_ORDER_KEYS)[number]

function toLineDetails(order: WireOrder) {
  return order.orderProducts.map((line) => ({
    innerId: line.innerId ?? innerIdOf(line.id),
    modelNumber: line.modelNumber,
    gtin: line.gtin,
    taxRate: line.taxRate,
    originalPrice: line.originalPrice,
    grossPrice: line.grossPrice,
    originalGrossPrice: line.originalGrossPrice,
  }))
}

/** What is about the order and never about its buyer. */
export function toOrderDetails(order: WireOrder, status: ShopStatus | undefined, money: OrderMoney) {
  return {
    id: order.id,
    status_mapped: status?.isMapped ?? false,
    amounts_converted: money.isConverted,
    orderStatus: { id: order.orderStatus, name: status?.name ?? null },
    value: order.value,
    invoiceId: unlessZero(order.invoiceId),
    invoicePrefix: order.invoicePrefix,
    // Codes come in either case (facts: fixtures of different years).
    paymentMethodCode: upper(order.paymentMethodCode),
    paymentMethodTaxRate: order.paymentMethodTaxRate,
    paymentMethodAfter: order.paymentMethodAfter,
    shippingMethodExtension: upper(order.shippingMethodExtension),
    shippingMethodTaxRate: order.shippingMethodTaxRate,
    language: order.language?.code ?? null,
    coupon: order.coupon,
    orderTotals: order.orderTotals,
    orderProducts: toLineDetails(order),
    orderProductAddons: order.orderProductAddons,
    externalInfo: order.externalInfo,
  } satisfies Record<ImpersonalKey, unknown>
}

/** What is about the buyer: the parcel point that they chose. */
export function toBuyerDetails(buyer: WireOrderWithBuyer) {
  return {
    shippingReceivingPointId: unlessZero(buyer.shippingReceivingPointId),
    pickPackPontShopCode: buyer.pickPackPontShopCode,
  }
}

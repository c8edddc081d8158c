// An order as the API writes it, in two cuts: what is about the order, and with it what is about its buyer.
import { z } from 'zod'
import { decimal, flag, innerId, link, listOf, orNull, rawText, text } from './wire.ts'

const countryWire = orNull(z.object({ isoCode2: rawText }))

const totalWire = z.object({ type: rawText, key: rawText, value: decimal })

const lineWire = z.object({
  id: rawText,
  innerId: rawText,
  productInnerId: rawText,
  product: link,
  name: text,
  sku: text,
  modelNumber: text,
  gtin: text,
  taxRate: decimal,
  price: decimal,
  priceCurrency: decimal,
  originalPrice: decimal,
  grossPrice: decimal,
  originalGrossPrice: decimal,
  total: decimal,
  stock1: decimal,
  stock2: decimal,
  stock3: decimal,
  stock4: decimal,
})

const addonWire = z.object({
  name: text,
  sku: text,
  type: rawText,
  price: decimal,
  quantity: decimal,
  total: decimal,
  taxRate: decimal,
})

/**
 * An order without a word about its buyer, for shops whose customers are switched off. A row of `orderTotals` has
 * a `name` too, which holds a parcel point's address: it is in neither cut. Nor are `ip` and `fax`.
 */
export const orderWire = z.object({
  id: z.string().min(1),
  innerId,
  invoiceId: rawText,
  invoicePrefix: rawText,
  shippingMethodLocalizedName: text,
  shippingMethodExtension: rawText,
  shippingMethodTaxRate: decimal,
  paymentMethodName: text,
  paymentMethodCode: rawText,
  paymentMethodTaxRate: decimal,
  paymentMethodAfter: flag,
  total: decimal,
  /** The rate of the order's currency to the shop's. */
  value: decimal,
  dateCreated: rawText,
  dateUpdated: rawText,
  orderStatus: link,
  language: orNull(z.object({ code: rawText })),
  currency: orNull(z.object({ code: rawText })),
  coupon: orNull(
    z.object({
      code: text,
      discountType: rawText,
      percentDiscountValue: decimal,
      fixDiscountValue: decimal,
    }),
  ),
  orderTotals: listOf(totalWire),
  orderProducts: listOf(lineWire),
  orderProductAddons: listOf(addonWire),
  externalInfo: orNull(z.object({ partner_order_id: rawText, partner_prefix: rawText })),
})

/** The order with its buyer. */
export const orderWithBuyerWire = orderWire.extend({
  firstname: text,
  lastname: text,
  email: text,
  phone: text,
  taxNumber: text,
  comment: text,
  customer: link,
  shippingMethodName: text,
  shippingReceivingPointId: rawText,
  pickPackPontShopCode: rawText,
  shippingFirstname: text,
  shippingLastname: text,
  shippingCompany: text,
  shippingAddress1: text,
  shippingAddress2: text,
  shippingCity: text,
  shippingPostcode: text,
  shippingZoneName: text,
  shippingCountry: countryWire,
  paymentFirstname: text,
  paymentLastname: text,
  paymentCompany: text,
  paymentAddress1: text,
  paymentAddress2: text,
  paymentCity: text,
  paymentPostcode: text,
  paymentZoneName: text,
  paymentCountry: countryWire,
})

/** A parsed order without its buyer. */
export type WireOrder = z.infer<typeof orderWire>
/** A parsed order with its buyer. */
export type WireOrderWithBuyer = z.infer<typeof orderWithBuyerWire>
/** A parsed line. */
export type WireOrderLine = z.infer<typeof lineWire>

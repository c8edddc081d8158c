// One spoken sentence about how an order stands, put together from fixed words.
import type { FulfillmentStatus, OrderStatus, PaymentStatus, UnifiedOrder } from './order.ts'
import { type SpokenLanguage, speakCarrier, speakDate, speakMoney, speakNumber } from './speakable.ts'

/** Where and when it is said: `now` in milliseconds. */
export type SpeechPlace = { readonly country: string | null; readonly now: number }

/** The fields that a sentence is made of; they must have been asked of the shop. */
export const SAID_FIELDS = [
  'number',
  'status',
  'payment_status',
  'fulfillment_status',
  'totals.total',
  'fulfillments',
  'shipping_lines.title',
  'placed_at',
  'cancelled_at',
] as const

const STATUS: Readonly<Record<SpokenLanguage, Readonly<Record<OrderStatus, string>>>> = {
  hu: {
    pending: 'még fizetésre vár',
    on_hold: 'egyelőre várakozik',
    processing: 'feldolgozás alatt áll',
    completed: 'teljesítettük',
    cancelled: 'törölve lett',
    refunded: 'az árát visszatérítettük',
    failed: 'a fizetése nem sikerült',
  },
  en: {
    pending: 'it is waiting for payment',
    on_hold: 'it is on hold',
    processing: 'it is being processed',
    completed: 'it is completed',
    cancelled: 'it was cancelled',
    refunded: 'it was refunded',
    failed: 'its payment failed',
  },
}

const PAYMENT: Readonly<Record<SpokenLanguage, Readonly<Record<PaymentStatus, string | null>>>> = {
  hu: {
    unpaid: 'még nincs kifizetve',
    authorized: 'a fizetést a bank jóváhagyta',
    partially_paid: 'részben ki van fizetve',
    paid: 'ki van fizetve',
    partially_refunded: 'az ára egy részét visszatérítettük',
    refunded: 'az árát visszatérítettük',
    voided: 'a fizetés elmaradt',
    unknown: null,
  },
  en: {
    unpaid: 'it is not paid yet',
    authorized: 'the payment was approved by the bank',
    partially_paid: 'it is partly paid',
    paid: 'it is paid',
    partially_refunded: 'a part of the price was refunded',
    refunded: 'it was refunded',
    voided: 'the payment did not go through',
    unknown: null,
  },
}

/** States after which nobody asks about money or a parcel any more. */
const ENDED: ReadonlySet<OrderStatus> = new Set(['cancelled', 'refunded', 'failed'])

function latest(instants: readonly (string | null)[]): string | null {
  return (
    instants
      .filter((instant) => instant !== null)
      .sort()
      .at(-1) ?? null
  )
}

function carrierOf(order: UnifiedOrder, language: SpokenLanguage): string | null {
  const texts = [
    ...order.fulfillments.map(({ carrier }) => carrier),
    ...order.shipping_lines.map(({ title }) => title),
  ]
  return texts.map((text) => speakCarrier(text, language)).find((name) => name !== null) ?? null
}

function parcel(order: UnifiedOrder, language: SpokenLanguage, place: SpeechPlace): string | null {
  const isHu = language === 'hu'
  const on = (instant: string | null) => (instant === null ? '' : ` ${speakDate(instant, language, place)}`)
  const carrier = carrierOf(order, language)
  const words: Readonly<Record<FulfillmentStatus, () => string | null>> = {
    unfulfilled: () => (isHu ? 'a csomagot még nem adtuk fel' : 'the parcel has not been sent yet'),
    partially_fulfilled: () => (isHu ? 'egy részét már feladtuk' : 'a part of it has been sent'),
    fulfilled: () => {
      const when = on(latest(order.fulfillments.map(({ shipped_at }) => shipped_at)))
      if (isHu) return `a csomagot${when} feladtuk${carrier ? `, a szállító: ${carrier}` : ''}`
      return `the parcel was sent${carrier ? ` with ${carrier}` : ''}${when}`
    },
    delivered: () => {
      const when = on(latest(order.fulfillments.map(({ delivered_at }) => delivered_at)))
      return isHu ? `a csomagot${when} kézbesítették` : `the parcel was delivered${when}`
    },
    returned: () => (isHu ? 'a csomag visszaérkezett hozzánk' : 'the parcel came back to us'),
    unknown: () => null,
  }
  return words[order.fulfillment_status]()
}

/** The first part: which order, of when and how much. */
function opening(order: UnifiedOrder, language: SpokenLanguage, place: SpeechPlace): string {
  const number = speakNumber(order.number)
  const total = order.totals.total ? speakMoney(order.totals.total, language) : null
  const when = order.placed_at ? ` ${speakDate(order.placed_at, language, place)}` : ''
  if (language === 'en') return `Order ${number} was placed${when}${total ? ` for ${total}` : ''}`
  return `A rendelés, amelynek száma ${number},${when ? `${when} érkezett be` : ' beérkezett'}${total ? `, összege ${total}` : ''}`
}

/**
 * One sentence about the order's state: number, day, sum, payment, parcel. It holds no name and no address, and of
 * what the shop wrote only the number; the same order at the same time is always the same sentence.
 */
export function sayOrder(order: UnifiedOrder, language: SpokenLanguage, place: SpeechPlace): string {
  const { status } = order
  const cancelled =
    status === 'cancelled' && order.cancelled_at ? ` ${speakDate(order.cancelled_at, language, place)}` : ''
  const isPaymentSaid = status !== 'pending' && !ENDED.has(status)
  const parts = [
    language === 'hu' && status === 'cancelled'
      ? `${cancelled} törölve lett`.trim()
      : `${STATUS[language][status]}${cancelled}`,
    isPaymentSaid ? PAYMENT[language][order.payment_status] : null,
    ENDED.has(status) ? null : parcel(order, language, place),
  ].filter((part) => part !== null)
  const last = parts.length > 1 ? parts.pop() : undefined
  const and = language === 'hu' ? ', és ' : ', and '
  return `${opening(order, language, place)}; ${parts.join(', ')}${last ? `${and}${last}` : ''}.`
}

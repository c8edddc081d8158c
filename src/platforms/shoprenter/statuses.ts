// What the shop's own status names mean: statuses are free text here, by shop and by language.
import type { FulfillmentStatus, OrderStatus, PaymentStatus } from '../../model/order.ts'

/** Hungarian words count as parts of words, since the language inflects; `whole` ones and English only whole. */
type NameRow = {
  readonly status: OrderStatus
  readonly parts: readonly string[]
  readonly whole: RegExp
  /** A name that holds one of these keeps the status out of the row, whichever language it is in. */
  readonly except?: RegExp
}

/** First match wins. Compared in lower case without accents; docs/mapping.md has the same table in words. */
const ROWS: readonly NameRow[] = [
  {
    status: 'refunded',
    parts: ['visszaterit', 'visszafizet', 'jovair'],
    whole: /\b(refund(s|ed|ing)?|chargebacks?|charged back|reversed)\b/,
  },
  {
    status: 'cancelled',
    parts: ['torolt', 'torolve', 'sztorno', 'storno', 'lemond', 'visszamond', 'visszavon'],
    whole: /\b(cancell?ed|void(ed)?|deleted)\b/,
  },
  {
    status: 'failed',
    parts: ['sikertelen', 'elutasit', 'meghiusul'],
    whole: /\b(fail(s|ed|ure)?|denied|expired)\b/,
  },
  {
    status: 'completed',
    parts: [
      'teljesitve',
      'teljesitett',
      'kiszallitva',
      'kezbesitve',
      'kezbesitett',
      'atvett',
      'atveve',
      'lezart',
    ],
    whole: /\b(completed?|delivered|closed)\b/,
    except: /reszben teljesit|teljesites alatt|\bpart(ial|ially|ly) (complete|delivere)d?\b/,
  },
  {
    status: 'on_hold',
    parts: ['varakozik', 'fuggesztett', 'fizetesre var', 'utalasra var', 'hianyzo'],
    whole: /\b(hold|awaiting payment|backorder(s|ed)?)\b/,
  },
  {
    status: 'processing',
    parts: [
      'feldolgoz',
      'osszekeszit',
      'csomagol',
      'szallitas alatt',
      'feladva',
      'atveheto',
      'fizetve',
      'visszaigazol',
    ],
    whole: /\b(process(ing|ed)?|shipped|packing|packed|paid|confirmed)\b/,
  },
  {
    status: 'pending',
    parts: ['fuggoben', 'beerkez', 'rogzit'],
    whole: /\b(uj|pending|new|received)\b/,
  },
]

const SAYS_PAID = /fizetve|kifizet|\bpaid\b/
/** Names that speak of paying and say that it is not done: unpaid, to be paid, paid in part. */
const SAYS_NOT_PAID =
  /fizetetlen|fizetesre|fizetesi|\b(nem|nincs|reszben)\b.*fizet|\b(not|part|partly|partially) paid\b/
const SAYS_DELIVERED = /kiszallitva|kezbesitve|kezbesitett|\bdelivered\b/
const SAYS_HANDED_OVER = /szallitas alatt|feladva|\bshipped\b/

const plain = (name: string) =>
  name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()

/** What a status of the shop means. */
export type StatusMeaning = {
  readonly status: OrderStatus
  /** False when nothing said what it means, and the default was taken. */
  readonly isMapped: boolean
  readonly saysPaid: boolean
  readonly saysDelivered: boolean
  readonly saysHandedOver: boolean
}

function statusOfNames(names: readonly string[]): OrderStatus | null {
  const fits = ({ parts, whole, except }: NameRow) =>
    names.some((name) => whole.test(name) || parts.some((part) => name.includes(part))) &&
    !names.some((name) => except?.test(name))
  return ROWS.find(fits)?.status ?? null
}

/**
 * What a status means by the merchant's own reading, else by being the shop's storno status, else by its names.
 * `names` are the Hungarian and the English one; a status that tells neither is `processing`, not mapped.
 */
export function meaningOf(
  names: readonly string[],
  known: { readonly override: OrderStatus | undefined; readonly isStorno: boolean },
): StatusMeaning {
  const plainNames = names.map(plain)
  const says = (words: RegExp) => plainNames.some((name) => words.test(name))
  const status = known.override ?? (known.isStorno ? 'cancelled' : statusOfNames(plainNames))
  return {
    status: status ?? 'processing',
    isMapped: status !== null,
    saysPaid: says(SAYS_PAID) && !says(SAYS_NOT_PAID),
    saysDelivered: says(SAYS_DELIVERED),
    saysHandedOver: says(SAYS_HANDED_OVER),
  }
}

/** The meaning of a status that the shop's list does not have. */
export const UNKNOWN_MEANING: StatusMeaning = meaningOf([], { override: undefined, isStorno: false })

/** There is no paid flag: an order that is paid in advance is `unknown` until its status' name says paid. */
export function paymentStatusOf(meaning: StatusMeaning, paysOnDelivery: boolean): PaymentStatus {
  const { status } = meaning
  if (status === 'refunded') return 'refunded'
  if (status === 'cancelled' || status === 'failed') return 'voided'
  if (meaning.saysPaid) return 'paid'
  if (!paysOnDelivery) return 'unknown'
  return status === 'completed' ? 'paid' : 'unpaid'
}

/** There are no shipments either: what is known is what the status says. */
export function fulfillmentStatusOf(meaning: StatusMeaning): FulfillmentStatus {
  if (meaning.status === 'completed') return meaning.saysDelivered ? 'delivered' : 'fulfilled'
  return meaning.saysHandedOver ? 'fulfilled' : 'unfulfilled'
}

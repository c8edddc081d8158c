// The orders that real shops have and tidy test data has not.
import { MICRO_PER_CENT } from './amount.ts'
import { NO_ADDRESS, type StoredLine, type StoredOrder } from './stored.ts'
import type { UserCases } from './users.ts'

/** Ids of the hard cases, by what is hard about them. */
export type OrderCases = { readonly [Name in keyof typeof CASES]: number }

type Draft = Partial<StoredOrder>

const at = (text: string) => new Date(text)
const units = (amount: number) => Math.round(amount * 100) * MICRO_PER_CENT

function line(id: number, net: number, more: Partial<StoredLine> = {}): StoredLine {
  const total = units(net)
  const tax = Math.round(total * 0.27)
  return {
    id,
    name: 'Kézműves bögre',
    parentName: null,
    productId: 1,
    variationId: 0,
    sku: 'SKU-0001',
    quantity: 1,
    subtotal: total,
    total,
    subtotalTax: tax,
    totalTax: tax,
    meta: [],
    image: null,
    ...more,
  }
}

/** Every case is made from a number for its lines and the ids of the users it needs. */
const CASES = {
  beforeSpringShift: () => ({
    createdAt: at('2026-03-29T00:30:00Z'),
    modifiedAt: at('2026-03-29T00:30:00Z'),
  }),
  afterSpringShift: () => ({ createdAt: at('2026-03-29T01:30:00Z'), modifiedAt: at('2026-03-29T01:30:00Z') }),
  firstDoubledHour: () => ({ createdAt: at('2026-10-25T00:30:00Z'), modifiedAt: at('2026-10-25T00:30:00Z') }),
  secondDoubledHour: () => ({
    createdAt: at('2026-10-25T01:30:00Z'),
    modifiedAt: at('2026-10-25T01:30:00Z'),
  }),
  guestWithFee: (id: number): Draft => ({
    fees: [{ id: id * 10 + 8, name: 'Utánvét díja', total: units(490), totalTax: units(132.3) }],
    paymentMethod: 'cod',
    paymentTitle: 'Utánvét',
  }),
  euroWithPickupPoint: (id: number): Draft => ({
    currency: 'EUR',
    shippingLines: [
      {
        id: id * 10 + 7,
        title: 'FOXPOST csomagautomata',
        methodId: 'foxpost',
        total: units(9.9),
        totalTax: units(2.67),
        meta: [{ key: 'pickup_point', value: 'FOX-15' }],
      },
    ],
    lines: [line(id * 10, 732.9)],
  }),
  dollars: (id: number): Draft => ({ currency: 'USD', lines: [line(id * 10, 20.5)] }),
  nestedMeta: (): Draft => ({
    meta: [
      { key: 'csomag', value: { suly: 1.5, dobozok: [{ a: 1 }, { a: 2 }] } },
      { key: 'megjegyzes_belso', value: 'ÁRVÍZTŰRŐ' },
      { key: 'megjegyzes_belso', value: 'másodszor is' },
      { key: 'darab', value: 3 },
    ],
  }),
  deletedProduct: (id: number): Draft => ({
    lines: [
      line(id * 10, 69_192, { quantity: 2 }),
      line(id * 10 + 1, 4990, { name: 'Törölt termék', productId: 0, sku: null }),
    ],
  }),
  noEmail: (): Draft => ({
    billing: { ...person('Nincs', 'Emil'), email: '', phone: '' },
    createdVia: 'admin',
  }),
  noBuyerAtAll: (): Draft => ({ billing: { ...NO_ADDRESS, email: '' }, createdVia: 'admin' }),
  mixedCaseEmail: (): Draft => ({
    billing: { ...person('Vendég', 'Vevő'), email: 'Vendeg.Vevo@Example.hu' },
  }),
  prefixedEmail: (): Draft => ({
    billing: { ...person('Vendég', 'Másik'), email: 'masik.vendeg.vevo@example.hu' },
  }),
  spacedPhone: (): Draft => ({ billing: { ...person('Szóközös', 'Szilárd'), phone: '06 30 123 4567' } }),
  hyphenPhone: (): Draft => ({ billing: { ...person('Kötőjeles', 'Klára'), phone: '(06 30) 123-4567' } }),
  pairedPhone: (): Draft => ({ billing: { ...person('Páros', 'Piroska'), phone: '06/30/12 34 567' } }),
  phoneInsideOther: (): Draft => ({ billing: { ...person('Hosszú', 'Hugó'), phone: '+44 20 1234 5670' } }),
  phoneInAddress: (): Draft => ({
    billing: { ...person('Csalóka', 'Cecília'), address_1: 'Hrsz. 301234567', phone: '+36201112222' },
  }),
  sharedPhoneFirst: (_id: number, users: UserCases): Draft => ({
    customerId: users.sharedPhoneFirst,
    billing: { ...person('Közös', 'Kálmán'), phone: '+36301234567' },
  }),
  sharedPhoneSecond: (_id: number, users: UserCases): Draft => ({
    customerId: users.sharedPhoneSecond,
    billing: { ...person('Közös', 'Kata'), phone: '+36301234567' },
  }),
  changedPhone: (_id: number, users: UserCases): Draft => ({
    customerId: users.changedPhone,
    billing: { ...person('Régi', 'Szám'), phone: '+36301234567' },
  }),
  subscriberBought: (_id: number, users: UserCases): Draft => ({
    customerId: users.subscriber,
    billing: { ...person('Feliratkozó', 'Fanni'), email: 'fanni@example.hu', phone: '+36209876543' },
  }),
  longAddress: (): Draft => ({
    billing: { ...person('Hosszú', 'Cím'), address_1: `${'Nagyon hosszú utcanév '.repeat(20)}1.` },
  }),
  deletedUser: (): Draft => ({ customerId: 0, billing: person('Törölt', 'Felhasználó') }),
  fullyRefunded: (id: number): Draft => ({
    status: 'refunded',
    lines: [line(id * 10, 38_232)],
    refunds: [refund(id, 1, 48_554.64, 10_322.64, 'Hibás termék')],
    paidAt: at('2026-02-24T09:00:00Z'),
    completedAt: at('2026-02-25T09:00:00Z'),
  }),
  twoPartialRefunds: (id: number): Draft => ({
    status: 'completed',
    lines: [line(id * 10, 44_590), line(id * 10 + 1, 22_290)],
    refunds: [refund(id, 1, 56_629.3, 12_039.3, 'Hibás termék'), refund(id, 2, 100, 0, '')],
    paidAt: at('2026-02-24T09:00:00Z'),
    completedAt: at('2026-02-25T09:00:00Z'),
  }),
  refundedInParts: (id: number): Draft => ({
    status: 'completed',
    lines: [line(id * 10, 1000)],
    refunds: [refund(id, 1, 635, 135, ''), refund(id, 2, 635, 135, '')],
    paidAt: at('2026-02-24T09:00:00Z'),
    completedAt: at('2026-02-25T09:00:00Z'),
  }),
  unregisteredStatus: (): Draft => ({ status: 'eltunt' }),
  trashed: (): Draft => ({ status: 'trash' }),
  draftOne: (): Draft => ({ status: 'checkout-draft', billing: { ...NO_ADDRESS, email: '' } }),
  draftTwo: (): Draft => ({ status: 'checkout-draft' }),
  packedUnpaid: (): Draft => ({ status: 'csomagolva', paidAt: null }),
  packedPaid: (): Draft => ({ status: 'csomagolva', paidAt: at('2026-05-01T10:00:00Z') }),
  packedCompleted: (): Draft => ({
    status: 'csomagolva',
    paidAt: at('2026-05-01T10:00:00Z'),
    completedAt: at('2026-05-02T10:00:00Z'),
  }),
  /** 94,335.605: with two decimals it is rounded up. */
  subCent: (id: number): Draft => ({
    lines: [
      line(id * 10, 0, { subtotal: 94_335_605_000, total: 94_335_605_000, totalTax: 0, subtotalTax: 0 }),
    ],
  }),
  thirds: (id: number): Draft => ({
    pricesIncludeTax: true,
    lines: [line(id * 10, 10_000, { quantity: 3 })],
  }),
} satisfies Record<string, (id: number, users: UserCases) => Draft>

function person(family: string, given: string) {
  return {
    ...NO_ADDRESS,
    first_name: given,
    last_name: family,
    address_1: 'Kárász utca 8',
    city: 'Szeged',
    postcode: '6720',
    country: 'HU',
    phone: '+36205550000',
    email: 'eset@example.hu',
  }
}

function refund(order: number, nth: number, total: number, tax: number, reason: string) {
  const createdAt = new Date(Date.parse('2026-03-01T08:00:00Z') + nth * 60_000)
  return { id: 600_000 + order * 10 + nth, reason, total: units(total), tax: units(tax), createdAt }
}

function storeCase(id: number, index: number, draft: Draft): StoredOrder {
  const createdAt = draft.createdAt ?? new Date(Date.parse('2026-02-23T02:22:17Z') + index * 3_600_000)
  return {
    id,
    status: 'processing',
    currency: 'HUF',
    pricesIncludeTax: false,
    createdAt,
    modifiedAt: new Date(createdAt.getTime() + 86_400_000),
    paidAt: null,
    completedAt: null,
    customerId: 0,
    billing: person('Eset', 'Elek'),
    shipping: NO_ADDRESS,
    lines: [line(id * 10, 3490)],
    shippingLines: [],
    fees: [],
    coupons: [],
    refunds: [],
    paymentMethod: 'bacs',
    paymentTitle: 'Banki átutalás',
    transactionId: '',
    note: '',
    createdVia: 'checkout',
    meta: [],
    ...draft,
  }
}

/** The hard cases, with ids from `firstId` on, and which is which. */
export function storeOrderCases(
  firstId: number,
  users: UserCases,
): { orders: StoredOrder[]; cases: OrderCases } {
  const names = Object.keys(CASES) as (keyof typeof CASES)[]
  const cases = Object.fromEntries(names.map((name, index) => [name, firstId + index])) as OrderCases
  const orders = names.map((name, index) => storeCase(cases[name], index, CASES[name](cases[name], users)))
  return { orders, cases }
}

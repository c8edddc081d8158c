// Which hard case is where: the numbers to find them by, and how large they are.

/** The hard cases by what they are: numbers to find them by. */
export const HARD = {
  customers: { nameless: 901, manyAddresses: 902, sameNumber: 903 },
  products: { manyVariants: 901, unlisted: 902, nasty: 903, manyPictures: 904 },
  orders: {
    long: 9001,
    deletedProduct: 9002,
    strangeRefund: 9003,
    noFinancialStatus: 9004,
    delivered: 9005,
    suffix: 9006,
    notRequired: 9007,
    bare: 9008,
    partiallyPaid: 9009,
    imported: 9010,
  },
} as const

/** How many lines the long order has: more than a list, and more than one page of them, shows. */
export const LONG_ORDER_LINES = 130
/** How many variants the big product has. */
export const BIG_PRODUCT_VARIANTS = 300
export const MANY_ADDRESSES = 12
export const NASTY_TITLE = `A "nagyon" furcsa \\ név: (a OR b) status:draft * 'x'`

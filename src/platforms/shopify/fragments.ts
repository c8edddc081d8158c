// Pieces that several documents share.

/** A postal address. */
export const ADDRESS = `
fragment Address on MailingAddress {
  firstName lastName company address1 address2 city province zip countryCodeV2 phone
}`

/** What the shop counts in; what the buyer saw is asked only for totals. */
export const SHOP_MONEY = `
fragment ShopMoney on MoneyBag { shopMoney { amount currencyCode } }`

export const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'

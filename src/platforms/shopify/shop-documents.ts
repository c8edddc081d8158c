// The documents about the shop itself and what the app may read; nothing in them needs a scope.
import type { Document } from './client.ts'
import { type ScopesData, type ShopData, scopesDataSchema, shopDataSchema } from './shop-wire.ts'

/** What the shop is, and what the app may read. */
export const SHOP: Document<ShopData> = {
  text: `query Shop {
  shop { name primaryDomain { url } currencyCode shopAddress { countryCodeV2 } }
  currentAppInstallation { accessScopes { handle } }
}`,
  data: shopDataSchema,
}

export const SCOPES: Document<ScopesData> = {
  text: `query Scopes {
  currentAppInstallation { accessScopes { handle } }
}`,
  data: scopesDataSchema,
}

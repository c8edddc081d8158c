// The shop itself and the app's scopes, as Shopify's GraphQL sends them.
import { z } from 'zod'

export const scopesDataSchema = z.object({
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
})
export type ScopesData = z.infer<typeof scopesDataSchema>

export const shopDataSchema = scopesDataSchema.extend({
  shop: z.object({
    name: z.string(),
    primaryDomain: z.object({ url: z.string() }),
    currencyCode: z.string().regex(/^[A-Z]{3}$/),
    shopAddress: z.object({
      countryCodeV2: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .nullable(),
    }),
  }),
})
export type ShopData = z.infer<typeof shopDataSchema>

// What is kept sealed for a connected ShopRenter shop.
import { z } from 'zod'
import { ORDER_STATUSES } from '../../model/order.ts'

/** What a merchant types, and their own reading of statuses. */
export const credentialsSchema = z.object({
  /** The shop's name, as in `{shop}.myshoprenter.hu`; it becomes part of host names and paths. */
  shop: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  client_id: z.string().min(1).max(500),
  client_secret: z.string().min(1).max(500),
  /** The merchant's own reading of the shop's statuses, by their number (e.g. `"14"`); wins over every table. */
  status_overrides: z.record(z.string().max(200), z.enum(ORDER_STATUSES)).optional(),
})

/** The credentials of an API client, made in the shop or by the operator's app. */
export type Credentials = z.infer<typeof credentialsSchema>

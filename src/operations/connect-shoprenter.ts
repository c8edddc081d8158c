// Binding a ShopRenter shop that installed our app to the user who is signed in.
import { z } from 'zod'
import { connectStore } from '../access/connect.ts'
import { takeInstallation } from '../access/shoprenter-installations.ts'
import { AppError } from '../errors.ts'
import { CONSENT, consentLanguageSchema } from '../model/consent.ts'
import { newPermissionsSchema, storeSchema } from '../model/store.ts'
import { operation } from '../operation.ts'

export const finalizeShopRenter = operation({
  name: 'connect.shoprenter_finalize',
  summary: 'Connect a ShopRenter shop that has just installed the app.',
  route: { method: 'POST', function: 'oauth-shoprenter', path: '/finalize' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  status: 201,
  input: z.strictObject({
    installation_id: z
      .string()
      .min(1)
      .max(1_000)
      .describe('The one-time value that the browser brings from the install; good for ten minutes'),
    data_access_permissions: newPermissionsSchema,
    language: consentLanguageSchema,
  }),
  data: storeSchema,
  run: async ({ services, caller, input, budget }) => {
    const app = services.config.apps.shoprenter
    if (!app) throw new AppError('not_found', 'No ShopRenter app is set up here.', { reason: 'no_app' })
    // Spent even when what follows fails: the owner opens the app again, which takes one click.
    const shop = await takeInstallation(services, input.installation_id)
    const wanted = {
      platform: 'shoprenter',
      credentials: { shop, client_id: app.clientId, client_secret: app.clientSecret },
      data_access_permissions: input.data_access_permissions,
      consent: { version: CONSENT.version, language: input.language },
    } as const
    return connectStore(services, caller.userId, wanted, budget)
  },
})

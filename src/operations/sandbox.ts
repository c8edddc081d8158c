// The sandbox shops of this installation, connected by one click.
import { z } from 'zod'
import { connectStore } from '../access/connect.ts'
import { AppError } from '../errors.ts'
import { CONSENT, consentLanguageSchema } from '../model/consent.ts'
import { newPermissionsSchema, storeSchema } from '../model/store.ts'
import { operation } from '../operation.ts'
import { PLATFORM_IDS } from '../platforms/platform.ts'

const base = { caller: 'user', resource: null, needs: [], store: false } as const
const platformSchema = z.enum(PLATFORM_IDS)

export const listSandboxShops = operation({
  ...base,
  name: 'sandbox.list',
  summary: 'List the sandbox shops that can be connected here by one click; none where SANDBOX is off.',
  route: { method: 'GET', function: 'api', path: '/sandbox' },
  input: z.strictObject({}),
  data: z.array(z.object({ platform: platformSchema })),
  run: async ({ services }) => ({ data: services.sandboxShops.map(({ platform }) => ({ platform })) }),
})

export const connectSandboxShop = operation({
  ...base,
  name: 'sandbox.connect',
  summary: 'Connect a sandbox shop: invented people, the real ways.',
  route: { method: 'POST', function: 'api', path: '/sandbox/connect' },
  status: 201,
  input: z.strictObject({
    platform: platformSchema,
    data_access_permissions: newPermissionsSchema,
    language: consentLanguageSchema,
  }),
  data: storeSchema,
  run: async ({ services, caller, input, budget }) => {
    const { platform, data_access_permissions, language } = input
    const shop = services.sandboxShops.find((offered) => offered.platform === platform)
    if (!shop) throw new AppError('not_found', 'There is no such sandbox shop here.')
    const consent = { version: CONSENT.version, language }
    const wanted = { platform, credentials: shop.credentials, data_access_permissions, consent }
    return connectStore(services, caller.userId, wanted, budget)
  },
})

// What a merchant types into WooCommerce so that changed products are known at once.
import { z } from 'zod'
import { findStore } from '../access/stores.ts'
import { WOOCOMMERCE_TOPICS, webhookSecretOf, webhookUrlOf } from '../access/webhook-setup.ts'
import { operation } from '../operation.ts'

export const readWebhookSetup = operation({
  name: 'stores.webhook',
  summary:
    'How to set up webhooks by hand: address, secret and topics. Only WooCommerce needs it; our keys may only read.',
  route: { method: 'GET', function: 'api', path: '/stores/{id}/webhook' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({ id: z.uuid().describe("The store's id") }),
  data: z.object({
    by_hand: z.boolean().describe('False: there is nothing to set up, or the platform has no such webhooks'),
    url: z.url().nullable(),
    secret: z.string().nullable(),
    topics: z.array(z.enum(WOOCOMMERCE_TOPICS)),
  }),
  run: async ({ services, caller, input }) => {
    const store = await findStore(services.database, caller.userId, input.id)
    if (store.platform !== 'woocommerce')
      return { data: { by_hand: false, url: null, secret: null, topics: [] } }
    const url = webhookUrlOf(services.config, store.id)
    const secret = webhookSecretOf(services.secrets, store.id)
    return { data: { by_hand: true, url, secret, topics: [...WOOCOMMERCE_TOPICS] } }
  },
})

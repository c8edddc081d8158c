// A service with connected sandbox shops that send webhooks, and what came of them.
import type { WebhookOptions } from '../../sandbox/shopify/webhooks.ts'
import { runWebhookWork } from '../../src/jobs/webhook-work.ts'
import { startTestService, type TestService } from './service.ts'
import { SHOPIFY_APP } from './shopify-install.ts'

export const SHOPIFY_SECRET = SHOPIFY_APP.SHOPIFY_CLIENT_SECRET
export const OLD_SHOPIFY_SECRET = 'shpss_the_secret_before_the_rotation'
export const SHOPRENTER_SECRET = 'sandbox-client-secret'

/** The operator's apps share the sandbox apps' secrets. */
export function startWebhookService(): Promise<TestService> {
  return startTestService({
    ...SHOPIFY_APP,
    SHOPIFY_OLD_CLIENT_SECRET: OLD_SHOPIFY_SECRET,
    SHOPRENTER_CLIENT_ID: '60ef06b358a23f1cd4d89d7506940001',
    SHOPRENTER_CLIENT_SECRET: SHOPRENTER_SECRET,
  })
}

export const addressOf = (service: TestService, platform: string) =>
  `${service.host.url}/functions/v1/webhooks/${platform}`

/** Delivers one of the Shopify shop's; gives the statuses of the answers. */
export async function shopifySends(
  service: TestService,
  topic: string,
  options: Partial<WebhookOptions> = {},
): Promise<readonly number[]> {
  const { shopify } = service.sandbox.programs
  return (await shopify.sendWebhook(topic, { to: addressOf(service, 'shopify'), ...options })).statuses
}

/** What is waiting, as `[product_id, changes]`. */
export async function waitingChanges(service: TestService, storeId: string): Promise<[string, number][]> {
  const rows = await service.db.admin(
    'select product_id, changes from store_product_changes where store_id = $1 order by 1',
    [storeId],
  )
  return rows.map((row) => [String(row['product_id']), Number(row['changes'])])
}

export const catalogueOf = async (service: TestService, storeId: string) =>
  (
    await service.db.admin('select product_id from catalogue_products where store_id = $1 order by 1', [
      storeId,
    ])
  ).map((row) => String(row['product_id']))

/** What the clock does once a minute. */
export const work = (service: TestService) => runWebhookWork(service.host.services)

/** Makes everything due at once that waits for another try. */
export async function makeDue(service: TestService): Promise<void> {
  await service.db.admin('update store_departures set due_at = now()')
  await service.db.admin('update store_product_changes set due_at = now()')
}

export const storeRow = async (service: TestService, storeId: string) =>
  (await service.db.admin('select * from stores where id = $1', [storeId]))[0] ?? null

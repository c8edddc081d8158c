// Where the platforms' signed calls come in: `webhooks/{platform}`.
import type { Hono } from 'hono'
import type { AppContext, AppEnv } from '../app.ts'
import { AppError } from '../errors.ts'
import { describeError } from '../log.ts'
import type { Services } from '../services.ts'
import type { Notice } from './notice.ts'
import { readBytes } from './raw-body.ts'
import { receive } from './receive.ts'
import { readShopify } from './shopify.ts'
import { readShopRenter } from './shoprenter.ts'
import { readWooCommerce } from './woocommerce.ts'

const PATTERN = '/functions/v1/webhooks/:platform'

async function read(c: AppContext, services: Services): Promise<Notice | null> {
  const header = (name: string) => c.req.header(name)
  const { searchParams } = new URL(c.req.url)
  const platform = c.req.param('platform')
  if (platform === 'shoprenter') return readShopRenter(services, searchParams)
  if (c.req.method === 'POST' && platform === 'shopify')
    return readShopify(services, header, await readBytes(c.req.raw))
  if (c.req.method === 'POST' && platform === 'woocommerce')
    return readWooCommerce(services, header, searchParams.getAll('store'), await readBytes(c.req.raw))
  throw new AppError('not_found', 'There is nothing at this address.')
}

/** What takes longer than an answer may is done by a job; the clock looks for it too, should this be lost. */
function beginWork(services: Services): void {
  services
    .enqueue('webhook-work', {})
    .catch((thrown: unknown) => services.log.warn('background work failed', describeError(thrown)))
}

/**
 * Mounts the route. A signed call is answered alike whether it is new, came before, is of a topic that we do not
 * use, or of a shop that is not connected here. ShopRenter calls by GET.
 */
export function mountWebhooks(app: Hono<AppEnv>, services: Services): void {
  app.on(['GET', 'POST'], PATTERN, async (c) => {
    c.set('route', PATTERN)
    const notice = await read(c, services)
    if (notice) {
      const received = await receive(services, notice)
      const { platform, topic, kind } = notice
      services.log.info('webhook received', {
        request_id: c.get('requestId'),
        platform,
        topic,
        reason: received,
      })
      if (received === 'new' && ['product', 'uninstalled', 'erase'].includes(kind)) beginWork(services)
    }
    return c.json({ data: { received: true }, meta: { request_id: c.get('requestId') } })
  })
}

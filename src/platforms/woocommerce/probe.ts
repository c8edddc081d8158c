// Connecting a shop: where it is, how it takes the keys, what they may read, and what the shop says of itself.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { ProbeResult, ShopContext } from '../platform.ts'
import { findAccess } from './access.ts'
import type { Client } from './client.ts'
import { createClient } from './client.ts'
import type { WooCredentials } from './credentials.ts'
import { detectSite } from './detection.ts'
import { hasReason, loadSettings } from './reference.ts'

const idsWire = z.array(z.object({ id: z.number() }))
/** Ids only: nothing about anybody is read. */
const ONE = { per_page: 1, _fields: 'id' }

const versionWire = z.object({ environment: z.object({ version: z.string() }) })

/**
 * `dates_are_gmt` came with WooCommerce 5.4, `modified_after` with 5.8 (woocommerce/woocommerce 28132, 30585).
 * Older ones ignore them, and would leave orders out without a word.
 */
const OLDEST = { major: 5, minor: 8 }

async function checkVersion(client: Client): Promise<void> {
  const query = { _fields: 'environment.version' }
  const answer = await client.get('/system_status', query, versionWire).catch((thrown: unknown) => {
    if (hasReason(thrown, 'missing_right') || hasReason(thrown, 'no_route')) return null
    throw thrown
  })
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(answer?.body.environment.version ?? '') ?? []
  const isOld =
    Number(major) < OLDEST.major || (Number(major) === OLDEST.major && Number(minor) < OLDEST.minor)
  if (!isOld) return
  throw new AppError(
    'shop_invalid_response',
    "The shop's WooCommerce is older than 5.8, whose API cannot be asked by exact times. Update it.",
    { reason: 'woocommerce_too_old' },
  )
}

/**
 * Tries the credentials. Orders were read when the way in was found; here customers and products are, so that
 * a key without a right is told now and not in the middle of a call.
 */
export async function probe(
  credentials: WooCredentials,
  context: ShopContext,
): Promise<ProbeResult<WooCredentials>> {
  const { url, consumer_key, consumer_secret } = credentials
  const site = await detectSite(context.http, url)
  const access = await findAccess(credentials, site, context.http, context.now)
  const base = site.rest.replace(/(\/index\.php)?\/[^/]+$/, '')
  const found: WooCredentials = {
    url: base,
    consumer_key,
    consumer_secret,
    auth: access.auth,
    rest: access.rest,
    ...(access.sign === access.rest ? {} : { sign: access.sign }),
  }
  const client = createClient(found, context)
  const [, , settings] = await Promise.all([
    client.get('/customers', { ...ONE, role: 'all' }, idsWire),
    client.get('/products', ONE, idsWire),
    loadSettings(client),
    checkVersion(client),
  ])
  return {
    description: {
      name: site.name ?? new URL(base).hostname,
      url: base,
      country: settings.country,
      currency: settings.currency,
    },
    credentials: found,
  }
}

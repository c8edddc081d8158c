// Whether a kind of data can be read from a WooCommerce shop now, and what makes reading it slow or unsafe.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { HealthKind, ProblemCode } from '../../model/health.ts'
import type { ShopContext } from '../platform.ts'
import type { Client } from './client.ts'
import type { WooCredentials } from './credentials.ts'
import { detectSite } from './detection.ts'
import type { Query } from './request.ts'

/** Ids only: nothing about anybody is read. */
const idsWire = z.array(z.object({ id: z.number() }))
const ONE: Readonly<Record<HealthKind, Query>> = {
  products: { per_page: 1, _fields: 'id' },
  orders: { per_page: 1, _fields: 'id' },
  customers: { per_page: 1, _fields: 'id', role: 'all' },
}

/** A search by e-mail or phone may need several of these within ten seconds. */
const SLOW_SEARCH_MS = 3_000
/** Stands in no order; a search without a hit looks at every one of them. */
const NOWHERE = 'shopcall-access-check'

/** Answers that are no API, whose reason the site's own index tells. */
const UNCLEAR = new Set(['html_instead_of_json', 'html_error_page', 'redirect', 'no_route', 'http_404'])

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Over http and not on this very machine, where nobody is on the way. */
function isOpenToOthers({ rest, url }: WooCredentials): boolean {
  const base = new URL(rest ?? url)
  return base.protocol === 'http:' && !LOOPBACK.has(base.hostname)
}

async function isSearchSlow(client: Client): Promise<boolean> {
  const search = client.get('/orders', { ...ONE.orders, search: NOWHERE }, idsWire).then(
    () => false,
    (thrown: unknown) => thrown instanceof AppError && thrown.code === 'shop_timeout',
  )
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), SLOW_SEARCH_MS)
  })
  try {
    return await Promise.race([search, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** The check of one opened shop. */
export function createAccessCheck(credentials: WooCredentials, client: Client, context: ShopContext) {
  let looked: Promise<unknown> | undefined
  /** Throws what the site's index says is wrong; the three kinds share one look. */
  const lookAtSite = () => {
    looked ??= detectSite(context.http, credentials.url)
    return looked
  }

  return async (kind: HealthKind): Promise<ProblemCode | null> => {
    try {
      await client.get(`/${kind}`, ONE[kind], idsWire)
    } catch (thrown) {
      const isUnclear = thrown instanceof AppError && UNCLEAR.has(thrown.reason ?? '')
      if (isUnclear) await lookAtSite()
      throw thrown
    }
    if (isOpenToOthers(credentials)) return 'http_only'
    return kind === 'orders' && (await isSearchSlow(client)) ? 'slow_search' : null
  }
}

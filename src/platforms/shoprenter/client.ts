// Requests to one shop's API: its headers, its token, its errors as ours.
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { ShopContext } from '../platform.ts'
import { invalidAnswer, type ShopAnswer } from '../shop-answer.ts'
import type { Credentials } from './credentials.ts'
import { createTokenSource, type Token, type TokenSource } from './token.ts'
import { link, pageOf } from './wire.ts'

/** The resources that are read, and the right that each needs (facts: fixtures/scopes/scopes.json). */
export const SCOPES = {
  orderExtend: 'order.order:read',
  orderStatusDescriptions: 'order.status:read',
  customerExtend: 'customer.customer:read',
  customerGroups: 'customer.customerGroup:read',
  products: 'product.product:read',
  productExtend: 'product.product:read',
  categoryExtend: 'product.category:read',
  manufacturers: 'product.manufacturer:read',
  taxClassExtend: 'taxClass.taxClass:read',
  languages: 'localization.language:read',
  countries: 'localization.location:read',
  settings: 'store.setting:read',
  domains: 'store.domain:read',
} as const

/** A resource of the API. */
export type Resource = keyof typeof SCOPES

/** The query of a call, without page, limit and full. */
export type Query = Readonly<Record<string, string>>

/** One page of a list. `pageCount` is null where the shop does not say it. */
export type ShopPage<T> = {
  readonly items: readonly T[]
  readonly pageCount: number | null
  readonly isLast: boolean
}

/** One shop's API; every call may throw what the egress throws, and `shop_unauthorized`. */
export type ApiClient = {
  /** A page of whole items (`full=1`), from page 0; null when the shop has no such page. */
  page<T>(resource: Resource, item: z.ZodType<T>, query: Query, at: PageAt): Promise<ShopPage<T> | null>
  /** A page of links, as resource ids (`full=0`); null when the shop has no such page. */
  links(resource: Resource, query: Query, at: PageAt): Promise<ShopPage<string> | null>
  /** How many items a list has; null when the shop does not say it. Costs one call, and asks for one link. */
  count(resource: Resource, query: Query): Promise<number | null>
  /** Every item of a list that is known to be short, at most `maxPages` pages of 200. */
  all<T>(resource: Resource, item: z.ZodType<T>, query?: Query, maxPages?: number): Promise<readonly T[]>
  /** One item by its resource id; null when the shop has none. */
  one<T>(resource: Resource, item: z.ZodType<T>, id: string): Promise<T | null>
  /** A resource that is no list. */
  get<T>(resource: Resource, schema: z.ZodType<T>): Promise<T>
}

/** Pages count from 0; `limit` is at most 200. */
export type PageAt = { readonly page: number; readonly limit: number }

/** The most items of a page (facts: documented for every resource). */
export const MAX_LIMIT = 200

/** Inner codes of a 400; the error's body is not documented, so they are looked for in its text. */
const PAGE_OUT_OF_RANGE = /\b40008\b|Page not found/
const UNKNOWN_ID = /\b40007\b/
const NO_PERMISSION = /\b40101\b/

const countedItem = z.unknown()

function missingScope(resource: Resource): AppError {
  return new AppError('shop_unauthorized', `The shop's API client lacks the scope ${SCOPES[resource]}.`, {
    reason: 'missing_scope',
  })
}

/** An id that the shop does not know is a 404 or a 400 of its own (facts: unverified which). */
function isUnknownId(answer: ShopAnswer): boolean {
  return answer.status === 404 || (answer.status === 400 && UNKNOWN_ID.test(answer.text))
}

function failureOf(answer: ShopAnswer, resource: Resource): AppError {
  if (answer.status === 403) return missingScope(resource)
  if (answer.status === 401 && NO_PERMISSION.test(answer.text)) return missingScope(resource)
  if (answer.status === 401) {
    return new AppError('shop_unauthorized', 'The shop refuses the token that ShopRenter gave for it.', {
      reason: 'token_refused',
    })
  }
  return invalidAnswer(`http_${answer.status}`)
}

async function sendWithToken(url: string, tokens: TokenSource, context: ShopContext): Promise<ShopAnswer> {
  const sendWith = ({ access_token }: Token) =>
    context.http.send({
      method: 'GET',
      url,
      // Without Accept the answer is XML; Content-Type is stated to be mandatory (facts: documentation).
      headers: {
        authorization: `Bearer ${access_token}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
    })
  const token = await tokens.get()
  const answer = await sendWith(token)
  if (answer.status !== 401) return answer
  tokens.refuse(token)
  return sendWith(await tokens.get())
}

/** Opens the API of a shop; makes no call by itself. */
export function createClient(credentials: Credentials, context: ShopContext): ApiClient {
  const tokens = createTokenSource(credentials, context)
  const base = `${context.origins.shoprenterApi.replaceAll('{shop}', credentials.shop)}/api/`

  async function send(path: string, query: Query): Promise<ShopAnswer> {
    const search = new URLSearchParams(query).toString()
    return sendWithToken(`${base}${path}${search === '' ? '' : `?${search}`}`, tokens, context)
  }

  async function readPage<T>(
    resource: Resource,
    item: z.ZodType<T>,
    query: Query,
    at: PageAt,
  ): Promise<ShopPage<T> | null> {
    const answer = await send(resource, { ...query, page: String(at.page), limit: String(at.limit) })
    if (answer.status === 400 && PAGE_OUT_OF_RANGE.test(answer.text)) return null
    if ('innerId' in query && isUnknownId(answer)) return null
    if (answer.status >= 400) throw failureOf(answer, resource)
    const { items, pageCount, next } = answer.json(pageOf(item))
    // "0" pages with items on them were seen in a fixture: that says nothing.
    const isSaid = pageCount !== null && (pageCount > 0 || items.length === 0)
    return isSaid
      ? { items, pageCount, isLast: at.page + 1 >= pageCount }
      : { items, pageCount: null, isLast: next === null || items.length === 0 }
  }

  return {
    page: (resource, item, query, at) => readPage(resource, item, { ...query, full: '1' }, at),
    links: async (resource, query, at) => {
      const page = await readPage(resource, link, query, at)
      return page && { ...page, items: page.items.filter((id) => id !== null) }
    },
    count: async (resource, query) => {
      const page = await readPage(resource, countedItem, query, { page: 0, limit: 1 })
      if (page === null || page.items.length === 0) return 0
      return page.pageCount
    },
    all: async (resource, item, query = {}, maxPages = 5) => {
      const items = []
      for (let number = 0; number < maxPages; number++) {
        const at = { page: number, limit: MAX_LIMIT }
        const page = await readPage(resource, item, { ...query, full: '1' }, at)
        items.push(...(page?.items ?? []))
        if (page === null || page.isLast) break
      }
      return items
    },
    one: async (resource, item, id) => {
      const answer = await send(`${resource}/${encodeURIComponent(id)}`, { full: '1' })
      if (isUnknownId(answer)) return null
      if (answer.status >= 400) throw failureOf(answer, resource)
      return answer.json(item)
    },
    get: async (resource, schema) => {
      const answer = await send(resource, {})
      if (answer.status >= 400) throw failureOf(answer, resource)
      return answer.json(schema)
    },
  }
}

// The list of the plain routes that platforms call, by the function that they belong to.
import type { Hono } from 'hono'
import type { AppEnv } from '../app.ts'
import type { FunctionName } from '../operation.ts'
import type { Services } from '../services.ts'
import { mountShopifyCallback } from './shopify.ts'
import { mountShopRenterCallbacks } from './shoprenter.ts'
import { mountWooCommerceCallbacks } from './woocommerce.ts'

type Mount = (app: Hono<AppEnv>, services: Services) => void

const CALLBACKS: readonly (readonly [FunctionName, Mount])[] = [
  ['oauth-shopify', mountShopifyCallback],
  ['oauth-woocommerce', mountWooCommerceCallbacks],
  ['oauth-shoprenter', mountShopRenterCallbacks],
]

/** Mounts all of them, or those of one function. */
export function mountCallbacks(app: Hono<AppEnv>, services: Services, only?: FunctionName): void {
  for (const [name, mount] of CALLBACKS) if (only === undefined || only === name) mount(app, services)
}

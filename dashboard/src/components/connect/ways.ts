// The ways to connect a shop of each platform: what each asks for, and which call it makes.
import type { PlatformId } from '../platform.tsx'

/** One text that a way asks for; `isSecret` ones are not shown while they are typed. */
export type Field = { readonly name: string; readonly isSecret?: boolean; readonly placeholder?: string }

export type Way = {
  readonly id: string
  readonly platform: PlatformId
  readonly fields: readonly Field[]
  /** `start` answers an address to go to; `connect` the store; `none` begins in the shop itself. */
  readonly call: { readonly kind: 'start' | 'connect'; readonly path: string } | null
  /** How many steps its texts have. */
  readonly steps: number
}

const SHOPIFY_SHOP: Field = { name: 'shop', placeholder: 'example.myshopify.com' }
const SHOPRENTER_SHOP: Field = { name: 'shop', placeholder: 'example' }
const WOO_URL: Field = { name: 'url', placeholder: 'https://example.hu' }
const CLIENT: readonly Field[] = [{ name: 'client_id' }, { name: 'client_secret', isSecret: true }]

/** The simplest of each platform first. */
export const WAYS: readonly Way[] = [
  {
    id: 'shopify_app',
    platform: 'shopify',
    fields: [SHOPIFY_SHOP],
    call: { kind: 'start', path: 'oauth-shopify/start' },
    steps: 2,
  },
  {
    id: 'shopify_own',
    platform: 'shopify',
    fields: [SHOPIFY_SHOP, ...CLIENT],
    call: { kind: 'connect', path: 'oauth-shopify/connect' },
    steps: 4,
  },
  {
    id: 'shopify_token',
    platform: 'shopify',
    fields: [SHOPIFY_SHOP, { name: 'access_token', isSecret: true }],
    call: { kind: 'connect', path: 'oauth-shopify/connect' },
    steps: 3,
  },
  {
    id: 'woocommerce_handover',
    platform: 'woocommerce',
    fields: [WOO_URL],
    call: { kind: 'start', path: 'oauth-woocommerce/start' },
    steps: 2,
  },
  {
    id: 'woocommerce_keys',
    platform: 'woocommerce',
    fields: [WOO_URL, { name: 'consumer_key' }, { name: 'consumer_secret', isSecret: true }],
    call: { kind: 'connect', path: 'oauth-woocommerce/connect' },
    steps: 3,
  },
  { id: 'shoprenter_app', platform: 'shoprenter', fields: [], call: null, steps: 3 },
  {
    id: 'shoprenter_client',
    platform: 'shoprenter',
    fields: [SHOPRENTER_SHOP, ...CLIENT],
    call: { kind: 'connect', path: 'oauth-shoprenter/connect' },
    steps: 3,
  },
]

// What the shop says of itself: index, settings, system status, statuses and currency.
import type { Language } from './messages.ts'
import { ORDER_STATUSES } from './order-query.ts'

const NAMES: Readonly<Record<string, readonly [string, string]>> = {
  pending: ['Pending payment', 'Fizetésre vár'],
  processing: ['Processing', 'Feldolgozás alatt'],
  'on-hold': ['On hold', 'Fizetés várakozik'],
  completed: ['Completed', 'Teljesítve'],
  cancelled: ['Cancelled', 'Visszamondott'],
  refunded: ['Refunded', 'Visszatérítve'],
  failed: ['Failed', 'Sikertelen'],
  csomagolva: ['Csomagolva', 'Csomagolva'],
  'checkout-draft': ['Draft', 'Vázlat'],
}

const NAMESPACES = ['oembed/1.0', 'wc/v3', 'wc/v1', 'wc-analytics', 'wc/store/v1', 'wc/v2', 'wp/v2']

/** What the merchant set; the sandbox lets a test choose. */
export type ShopSettings = {
  readonly name: string
  readonly decimals: number
  readonly currency: string
  /** As WooCommerce keeps it: country, or country and state. */
  readonly country: string
  readonly language: Language
  readonly hpos: boolean
  readonly woocommerce: boolean
  readonly version: string
}

/** The index of the REST API; without `_fields` a real one has a megabyte of routes. */
export function indexBody(settings: ShopSettings, home: string) {
  return {
    name: settings.name,
    description: 'Homokozó',
    url: home,
    home,
    gmt_offset: 1,
    timezone_string: 'Europe/Budapest',
    page_for_posts: 0,
    page_on_front: 0,
    show_on_front: 'posts',
    namespaces: settings.woocommerce ? NAMESPACES : NAMESPACES.filter((name) => !name.startsWith('wc')),
    authentication: {},
    routes: Object.fromEntries(
      Array.from({ length: 650 }, (_, index) => [
        `/sandbox/v1/route-${index}`,
        { namespace: 'sandbox/v1', methods: ['GET'], endpoints: [{ args: { text: 'x'.repeat(1500) } }] },
      ]),
    ),
    site_logo: 0,
    site_icon: 0,
    site_icon_url: '',
    _links: { help: [{ href: 'https://developer.wordpress.org/rest-api/' }] },
  }
}

/** `GET /orders/statuses`: public, translated. */
export function statusRows(language: Language) {
  return ORDER_STATUSES.map((slug) => ({ slug, name: NAMES[slug]?.[language === 'hu' ? 1 : 0] ?? slug }))
}

/** `GET /settings/general`. */
export function generalSettings(settings: ShopSettings) {
  const values: Readonly<Record<string, string>> = {
    woocommerce_store_address: 'Fő utca 1.',
    woocommerce_store_address_2: '',
    woocommerce_store_city: 'Budapest',
    woocommerce_default_country: settings.country,
    woocommerce_store_postcode: '1011',
    woocommerce_allowed_countries: 'all',
    woocommerce_calc_taxes: 'yes',
    woocommerce_enable_coupons: 'yes',
    woocommerce_currency: settings.currency,
    woocommerce_currency_pos: 'right_space',
    woocommerce_price_thousand_sep: ' ',
    woocommerce_price_decimal_sep: ',',
    woocommerce_price_num_decimals: String(settings.decimals),
  }
  return Object.entries(values).map(([id, value]) => ({
    id,
    label: id,
    description: '',
    type: 'text',
    default: '',
    tip: '',
    value,
    group_id: 'general',
    _links: {},
  }))
}

/** `GET /system_status`: the parts that clients look at. */
export function systemStatus(settings: ShopSettings, home: string) {
  return {
    environment: {
      home_url: home,
      site_url: home,
      version: settings.version,
      wp_version: '7.0.4',
      wp_multisite: false,
      language: settings.language === 'hu' ? 'hu_HU' : 'en_US',
      php_version: '8.2.36',
      default_timezone: 'UTC',
    },
    database: { wc_database_version: settings.version, database_prefix: 'wp_' },
    active_plugins: [
      { plugin: 'woocommerce/woocommerce.php', name: 'WooCommerce', version: settings.version },
    ],
    settings: {
      api_enabled: false,
      force_ssl: false,
      currency: settings.currency,
      currency_symbol: '&#70;&#116;',
      currency_position: 'right_space',
      thousand_separator: ' ',
      decimal_separator: ',',
      number_of_decimals: settings.decimals,
      HPOS_enabled: settings.hpos,
      HPOS_sync_enabled: false,
    },
    security: { secure_connection: true, hide_errors: true },
  }
}

/** `GET /data/currencies/current`. */
export function currencyBody(settings: ShopSettings) {
  return { code: settings.currency, name: 'Hungarian forint', symbol: '&#70;&#116;', _links: {} }
}

// What products and variations have in common when wc/v3 writes them.
import { toGmt, toLocal } from './local-time.ts'
import type { StoredProduct } from './stored.ts'

/** What every record's own link says. */
export const ALLOW = { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }
const UPLOADED = new Date('2026-11-19T20:22:00Z')

/** The four dates of a record. */
export const dates = (created: Date, modified: Date) => ({
  date_created: toLocal(created),
  date_created_gmt: toGmt(created),
  date_modified: toLocal(modified),
  date_modified_gmt: toGmt(modified),
})

/** The local time of an image is an hour wrong, as seen. */
function imageDates() {
  const wrong = toLocal(new Date(UPLOADED.getTime() + 3_600_000))
  const right = toGmt(UPLOADED)
  return {
    date_created: wrong,
    date_created_gmt: right,
    date_modified: wrong,
    date_modified_gmt: right,
  }
}

/** The picture of a variation. */
export function variationImage(id: number, home: string) {
  const nth = id - 10
  const src = `${home}/wp-content/uploads/2026/11/termek-${nth}.png`
  return {
    id,
    ...imageDates(),
    src,
    name: `Termékkép ${nth}`,
    alt: id % 2 === 0 ? `Árvíztűrő kép ${nth}` : '',
  }
}

/** A picture of a product: the same with its sizes. */
export function productImage(id: number, home: string) {
  const base = variationImage(id, home)
  const part = (size: string) => base.src.replace('.png', `-${size}.png`)
  return {
    ...base,
    srcset: `${base.src} 400w, ${part('300x300')} 300w, ${part('100x100')} 100w`,
    sizes: '(max-width: 400px) 100vw, 400px',
    thumbnail: part('300x300'),
  }
}

/** When a sale is on. */
export const saleDates = (onSale: boolean) => ({
  date_on_sale_from: onSale ? '2026-11-01T01:00:00' : null,
  date_on_sale_from_gmt: onSale ? '2026-11-01T00:00:00' : null,
  date_on_sale_to: onSale ? '2026-12-31T01:00:00' : null,
  date_on_sale_to_gmt: onSale ? '2026-12-31T00:00:00' : null,
  on_sale: onSale,
})

/** The price as the shop's pages show it. */
export function priceHtml(price: string): string {
  return price === ''
    ? ''
    : `<span class="woocommerce-Price-amount amount"><bdi>${price}&nbsp;<span class="woocommerce-Price-currencySymbol" translate="no">&#70;&#116;</span></bdi></span>`
}

/** What products and product-shaped variations have in common and never differs here. */
export const ALWAYS = {
  downloadable: false,
  downloads: [],
  download_limit: -1,
  download_expiry: -1,
  tax_status: 'taxable',
  tax_class: '',
} as const

/** The product's page, on the host that was asked. */
export function permalinkOf(product: StoredProduct, home: string): string {
  return product.status === 'publish' || product.status === 'private'
    ? `${home}/product/${product.slug}/`
    : `${home}/?post_type=product&p=${product.id}`
}

/** What says how much there is. */
export function stockOf(stock: number | null, status: string, manages: boolean | 'parent') {
  return {
    manage_stock: manages,
    stock_quantity: stock,
    backorders: status === 'onbackorder' ? 'notify' : 'no',
    backorders_allowed: status === 'onbackorder',
    backordered: status === 'onbackorder',
    low_stock_amount: null,
  }
}

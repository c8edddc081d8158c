// Products with their kinds, put together while a list goes by: a page and the one before it are all that is held.
import type { UnifiedProduct } from '../../model/product.ts'
import type { ShopAccess } from './access.ts'
import { toProduct } from './map-product.ts'
import { familyOf, productReference } from './products.ts'
import { productWire, type WireProduct } from './wire-product.ts'

const ALL = { fields: null, includeCustomer: false }
/** Families read by themselves that are remembered, so that a large one is not read again for every page. */
const MOST_SETTLED = 1_000

type Family = { readonly product: WireProduct; readonly children: readonly WireProduct[] }

/** Makes unified products of page after page. */
export type FamilyReader = { next(page: readonly WireProduct[]): Promise<UnifiedProduct[]> }

function kindsByParent(products: readonly WireProduct[]): ReadonlyMap<string, WireProduct[]> {
  const kinds = products.filter(({ parentProduct }) => parentProduct !== null)
  return Map.groupBy(kinds, ({ parentProduct }) => parentProduct ?? '')
}

/**
 * Kinds are products of their own here, with links to their product (facts §3.6), so that a product's kinds may
 * be anywhere in the list; as a rule they follow it. A product is given with the kinds that are on its page, and
 * again when more are on the next. A kind whose product is on neither has it read by itself, with all of its
 * kinds: two calls. With `changesOnly` the list lacks the kinds that did not change, so every family is read so.
 */
export function createFamilyReader(access: ShopAccess, changesOnly: boolean): FamilyReader {
  let before: readonly WireProduct[] = []
  const settled = new Set<string>()
  let canRead = true

  function settle(id: string): void {
    settled.delete(id)
    settled.add(id)
    const [oldest] = settled
    if (settled.size > MOST_SETTLED && oldest !== undefined) settled.delete(oldest)
  }

  async function readFamily(id: string, known: WireProduct | undefined): Promise<Family | null> {
    const product = known ?? (await access.client.one('productExtend', productWire, id))
    if (product === null) return null
    const { children, coverage } = await familyOf(access, product)
    // A shop that does not look for kinds cannot tell them all: what goes by is then the better word.
    if (coverage.length > 0) canRead = false
    return canRead ? { product, children } : null
  }

  /** The families of a page that must be read by themselves, by their product's resource id. */
  function unsettledOf(page: readonly WireProduct[]): Set<string> {
    const at = new Set([...before, ...page].map(({ id }) => id))
    const parents = page.flatMap(({ parentProduct }) => (parentProduct === null ? [] : [parentProduct]))
    const own = page.filter(
      ({ parentProduct, productClass }) => parentProduct === null && productClass !== null,
    )
    const needed = changesOnly
      ? [...own.map(({ id }) => id), ...parents]
      : parents.filter((id) => !at.has(id))
    return new Set(needed.filter((id) => !settled.has(id)))
  }

  async function familiesOf(page: readonly WireProduct[]): Promise<Family[]> {
    const byId = new Map(page.map((product) => [product.id, product]))
    const families: Family[] = []
    for (const id of unsettledOf(page)) {
      if (!canRead) break
      const family = await readFamily(id, byId.get(id))
      if (!family) continue
      families.push(family)
      settle(id)
    }
    return families
  }

  function grouped(page: readonly WireProduct[]): Family[] {
    const onPage = kindsByParent(page)
    const kinds = kindsByParent([...before, ...page])
    const again = before.filter(({ id }) => onPage.has(id))
    return [...again, ...page]
      .filter(({ id }) => !settled.has(id))
      .map((product) => ({ product, children: kinds.get(product.id) ?? [] }))
  }

  return {
    async next(page) {
      const whole = await familiesOf(page)
      const families = [...grouped(page), ...whole]
      before = changesOnly ? [] : page
      const members = families.flatMap(({ product, children }) => [product, ...children])
      const reference = await productReference(access, ALL, members)
      return families.map(({ product, children }) =>
        toProduct(
          product,
          [...children].sort((a, b) => Number(a.innerId) - Number(b.innerId)),
          reference,
        ),
      )
    },
  }
}

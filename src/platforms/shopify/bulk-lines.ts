// Lines of a bulk operation's result, put together to products again wherever the lines of their parts are.
import { z } from 'zod'
import { parseForeign, parseForeignJson } from '../shop-answer.ts'
import { gidOf } from './page-wire.ts'
import { mediaSchema, productSchema, variantSchema, type WireProduct } from './product-wire.ts'

/** Products whose parts may still come: the oldest is closed when there are more, or when they hold more text. */
const MOST_OPEN = 250
const MOST_HELD = 32 * 1024 * 1024

const lineSchema = z.looseObject({
  id: z.string().regex(/^gid:\/\/shopify\/\w{1,40}\/\d{1,20}$/),
  __parentId: gidOf('Product').optional(),
})
const count = z.object({ count: z.number().int().nonnegative() }).nullish()
const productLine = productSchema
  .omit({ media: true, collections: true, variants: true })
  .extend({ variantsCount: count, mediaCount: count })
const variantLine = variantSchema.omit({ media: true }).extend({ image: mediaSchema.shape.image })
const collectionLine = z.object({ id: gidOf('Collection'), title: z.string() })
/** Films and models have no picture, and so neither field. */
const mediaLine = mediaSchema.extend({ alt: z.string().nullish(), image: mediaSchema.shape.image.nullish() })

type Parts = {
  product: z.infer<typeof productLine> | null
  readonly variants: z.infer<typeof variantLine>[]
  readonly collections: z.infer<typeof collectionLine>[]
  readonly media: z.infer<typeof mediaLine>[]
  /** The number of its first line, and how much text it holds. */
  readonly firstLine: number
  held: number
}

/** A product that is whole, or the id of one that must be read by itself. */
export type Assembled = WireProduct | { readonly alone: string }

const END = { hasNextPage: false, endCursor: null }

function isWhole({ product, variants, media }: Parts): boolean {
  if (!product) return false
  const { variantsCount, mediaCount } = product
  return variants.length >= (variantsCount?.count ?? 0) && media.length >= (mediaCount?.count ?? 0)
}

function assembled(id: string, parts: Parts): Assembled {
  const { product, variants, collections, media } = parts
  if (!product || !isWhole(parts)) return { alone: id }
  return {
    ...product,
    media: { nodes: media.map(({ alt, image }) => ({ alt, image: image ?? null })), pageInfo: END },
    collections: { nodes: collections, pageInfo: END },
    variants: {
      nodes: variants.map(({ image, ...variant }) => ({
        ...variant,
        media: { nodes: image ? [{ alt: null, image }] : [] },
      })),
      pageInfo: END,
    },
  }
}

/**
 * Takes lines in their order. Nothing is promised about where the lines of a product's parts are (facts §5), so
 * that a product stays open while 250 others begin; the counts in it tell whether it is whole then. One that is
 * not, and one whose part comes when it was closed already, is read by itself: right in any order, in bounded
 * memory, and without a call when parts are near their product, before or after it.
 */
export function createAssembler() {
  const open = new Map<string, Parts>()
  let held = 0

  function close(id: string, parts: Parts): Assembled {
    open.delete(id)
    held -= parts.held
    return assembled(id, parts)
  }

  function partsOf(id: string, lineNumber: number): Parts {
    const known = open.get(id)
    if (known) return known
    const parts = { product: null, variants: [], collections: [], media: [], firstLine: lineNumber, held: 0 }
    open.set(id, parts)
    return parts
  }

  function put(parts: Parts, type: string, value: unknown): void {
    if (type === 'Product') parts.product = parseForeign(productLine, value)
    else if (type === 'ProductVariant') parts.variants.push(parseForeign(variantLine, value))
    else if (type === 'Collection') parts.collections.push(parseForeign(collectionLine, value))
    else parts.media.push(parseForeign(mediaLine, value))
  }

  return {
    /** Takes a line, and gives what is closed by it. */
    add(line: string, lineNumber: number): Assembled[] {
      const value = parseForeignJson(line)
      const { id, __parentId: parentId } = parseForeign(lineSchema, value)
      const parts = partsOf(parentId ?? id, lineNumber)
      put(parts, id.split('/').at(-2) ?? '', value)
      parts.held += line.length
      held += line.length
      const closed: Assembled[] = []
      for (const [oldest, oldParts] of open) {
        if (open.size <= MOST_OPEN && held <= MOST_HELD) break
        closed.push(close(oldest, oldParts))
      }
      return closed
    },
    /** Closes what is open longest, for when there are no more lines; null when nothing is. */
    closeOldest(): Assembled | null {
      const [oldest] = open
      return oldest ? close(...oldest) : null
    },
    /** The first line that still belongs to something open; null when nothing is. */
    openFrom: (): number | null => open.values().next().value?.firstLine ?? null,
  }
}

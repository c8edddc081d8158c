// The documents about bulk operations, and the query that one runs.
import { z } from 'zod'
import type { Document } from './client.ts'
import { PRODUCT, PRODUCT_SWITCHES, PRODUCT_VALUES, VARIANT_VALUES } from './product-fragments.ts'
import { productSchema, type WireProduct } from './product-wire.ts'

/**
 * What an operation reads: four connections, two levels deep, `id` in every object (facts §5: five and two at
 * most). A variant's picture is asked for by a deprecated field, since `media` would be a third level.
 */
export function bulkQuery(search: string): string {
  return `{
  products(query: ${JSON.stringify(search)}) { edges { node {
    ${PRODUCT_VALUES}
    description descriptionHtml
    variantsCount { count } mediaCount { count }
    media { edges { node { id ... on MediaImage { alt image { url altText } } } } }
    collections { edges { node { id title } } }
    variants { edges { node { ${VARIANT_VALUES} image { url altText } } } }
  } } }
}`
}

/** As Shopify writes large numbers: in text. */
const unsigned = z.union([z.string().regex(/^\d{1,15}$/), z.number().int().nonnegative()]).transform(Number)

const operationSchema = z.object({
  id: z.string().regex(/^gid:\/\/shopify\/BulkOperation\/\d{1,20}$/),
  /** CREATED, RUNNING, COMPLETED, FAILED, CANCELING, CANCELED or EXPIRED, and what is new next year. */
  status: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
  rootObjectCount: unsigned,
  url: z.url().nullable(),
})
export type BulkOperation = z.infer<typeof operationSchema>

type RunData = {
  readonly bulkOperationRunQuery: {
    readonly bulkOperation: BulkOperation | null
    readonly userErrors: readonly { readonly code?: string | null | undefined }[]
  } | null
}

const VALUES = 'id status createdAt rootObjectCount url'

export const BULK_RUN: Document<RunData> = {
  text: `mutation BulkRun($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation { ${VALUES} }
    userErrors { code message }
  }
}`,
  data: z.object({
    bulkOperationRunQuery: z
      .object({
        bulkOperation: operationSchema.nullable(),
        userErrors: z.array(z.object({ code: z.string().nullish() })),
      })
      .nullable(),
  }),
  once: true,
}

export const BULK_LOOK: Document<{ bulkOperation: BulkOperation | null }> = {
  text: `query BulkLook($id: ID!) {
  bulkOperation(id: $id) { ${VALUES} }
}`,
  data: z.object({ bulkOperation: operationSchema.nullable() }),
}

/** Products by their ids; null for those that are gone. */
export const PRODUCTS_OF_IDS: Document<{ nodes: (WireProduct | null)[] }> = {
  text: `query ProductsOfIds($ids: [ID!]!, ${PRODUCT_SWITCHES}) {
  nodes(ids: $ids) { ...ProductFields }
}${PRODUCT}`,
  data: z.object({ nodes: z.array(productSchema.nullable()) }),
}

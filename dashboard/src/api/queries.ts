// What pages read and change: one hook for each thing of the API.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { AccessCheck } from '../../../src/model/access-check.ts'
import type { apiKeySchema } from '../../../src/model/api-key.ts'
import type { dataAccessPermissionsSchema, Store } from '../../../src/model/store.ts'
import type { StoreSync } from '../../../src/model/store-sync.ts'
import { call, callData } from './client.ts'

export type { AccessCheck, Store, StoreSync }
export type ApiKey = z.infer<typeof apiKeySchema>
export type DataAccessPermissions = z.infer<typeof dataAccessPermissionsSchema>
export type DataKind = 'products' | 'customers' | 'orders'
export const DATA_KINDS: readonly DataKind[] = ['products', 'customers', 'orders']

/** Which switch of a store opens which kind of data. */
export const SWITCH = {
  products: 'allow_product_access',
  customers: 'allow_customer_access',
  orders: 'allow_order_access',
} as const satisfies Record<DataKind, keyof DataAccessPermissions>

export type PermissionChange = {
  readonly at: string
  readonly reason: 'connected' | 'changed'
  readonly changed_by: string
  readonly old_permissions: DataAccessPermissions | null
  readonly new_permissions: DataAccessPermissions
  readonly consent_version: string | null
  readonly consent_language: 'en' | 'hu' | null
}

export type AccessEntry = {
  readonly seq: number
  readonly at: string
  readonly store_id: string | null
  readonly key_id: string | null
  readonly operation: string
  readonly resource: DataKind | 'stores' | null
  readonly outcome: 'allowed' | 'denied' | 'failed'
  readonly code: string | null
  readonly status: number
  readonly item_count: number | null
  readonly duration_ms: number
  readonly shop_ms: number
  readonly request_id: string
  readonly address: string | null
  readonly agent: string | null
}

export type SecurityEvent = {
  readonly id: string
  readonly at: string
  readonly kind: 'warning' | 'address_blocked' | 'key_revoked'
  readonly severity: 'warning' | 'critical'
  readonly rule: string
  readonly key_id: string | null
  readonly store_id: string | null
  readonly network: string | null
  readonly count: number
  readonly lasts_seconds: number | null
}

type Percentiles = { readonly p50: number; readonly p95: number; readonly p99: number }
export type Counts = {
  readonly requests: number
  readonly denied: number
  readonly errors: number
  readonly latency_ms: {
    readonly total: Percentiles
    readonly ours: Percentiles
    readonly shop: Percentiles
  } | null
}
export type Usage = {
  readonly from: string
  readonly to: string
  readonly bucket: 'minute' | 'hour' | 'day'
  readonly totals: Counts
  readonly series: readonly (Counts & { readonly at: string })[]
  readonly by_store: readonly (Counts & { readonly store_id: string | null })[]
  readonly by_key: readonly (Counts & { readonly key_id: string | null })[]
}

export const useStores = () =>
  useQuery({ queryKey: ['stores'], queryFn: ({ signal }) => callData<Store[]>('api/stores', { signal }) })

export const useStore = (id: string) =>
  useQuery({
    queryKey: ['stores', id],
    queryFn: ({ signal }) => callData<Store>(`api/stores/${encodeURIComponent(id)}`, { signal }),
  })

export const useKeys = () =>
  useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => callData<ApiKey[]>('api-key-management/list', { signal }),
  })

export const useUsage = (
  range: {
    readonly from?: string
    readonly to?: string
    readonly store_id?: string
    readonly key_id?: string
    readonly bucket?: Usage['bucket']
  },
  options: { readonly refetchInterval?: number } = {},
) =>
  useQuery({
    queryKey: ['usage', range],
    queryFn: ({ signal }) => callData<Usage>('api/usage', { query: range, signal }),
    ...options,
  })

export const useSecurityEvents = (filter: {
  readonly key_id?: string
  readonly store_id?: string
  readonly from?: string
}) =>
  useQuery({
    queryKey: ['events', filter],
    queryFn: ({ signal }) => callData<SecurityEvent[]>('api/security-events', { query: filter, signal }),
  })

export const usePermissionChanges = (storeId: string, enabled = true) =>
  useQuery({
    queryKey: ['permission-changes', storeId],
    queryFn: ({ signal }) =>
      callData<PermissionChange[]>(`api/stores/${encodeURIComponent(storeId)}/permissions/audit`, { signal }),
    enabled,
  })

/** Saves a store's switches; the lists show them at once afterwards. */
export function useSetPermissions(storeId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (permissions: DataAccessPermissions) =>
      callData<Store>(`api/stores/${encodeURIComponent(storeId)}/permissions`, {
        method: 'PUT',
        body: { data_access_permissions: permissions },
      }),
    onSuccess: async (store) => {
      queries.setQueryData<Store[]>(['stores'], (stores) =>
        stores?.map((other) => (other.id === store.id ? store : other)),
      )
      queries.setQueryData(['stores', store.id], store)
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['stores'] }),
        queries.invalidateQueries({ queryKey: ['permission-changes', storeId] }),
      ])
    },
  })
}

/** The filters of the access log, as they stand in the address bar too. */
export type LogFilter = {
  readonly store_id?: string
  readonly key_id?: string
  readonly outcome?: string
  readonly resource?: string
  readonly from?: string
  readonly to?: string
}

export const readLog = (filter: LogFilter, cursor: string | null, signal: AbortSignal) =>
  call<AccessEntry[]>('api/access-log', { query: { ...filter, cursor, limit: 50 }, signal })

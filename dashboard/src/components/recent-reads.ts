// How often each kind of a store's data was given out in the last day, from the access log.
import { useQuery } from '@tanstack/react-query'
import { type DataKind, readLog } from '../api/queries.ts'

const DAY_MS = 86_400_000

/** Counts up to 50 for each kind; null until they are known. */
export function useRecentReads(storeId: string): Readonly<Record<DataKind, number>> | null {
  const { data } = useQuery({
    queryKey: ['recent-reads', storeId],
    queryFn: async ({ signal }) => {
      const from = new Date(Date.now() - DAY_MS).toISOString()
      const count = async (resource: DataKind) =>
        (await readLog({ store_id: storeId, resource, outcome: 'allowed', from }, null, signal)).data.length
      const [products, customers, orders] = await Promise.all([
        count('products'),
        count('customers'),
        count('orders'),
      ])
      return { products, customers, orders }
    },
  })
  return data ?? null
}

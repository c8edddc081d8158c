// When a store's products were synced last, and whether that is going on now.
import { Group, Loader, Text, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { callData } from '../api/client.ts'
import type { StoreSync } from '../api/queries.ts'
import { useFormats } from './format.ts'

const RUNNING_REFETCH_MS = 3_000

/** True until it has ended, one way or the other. */
export const isUnderWay = (sync: StoreSync) => sync.state === 'running' || sync.state === 'queued'

/** The syncs of a store, newest first; looked at often while one is under way. */
export const useSyncs = (storeId: string) =>
  useQuery({
    queryKey: ['syncs', storeId],
    queryFn: ({ signal }) =>
      callData<StoreSync[]>(`api/stores/${encodeURIComponent(storeId)}/syncs`, { signal }),
    refetchInterval: (query) => (query.state.data?.some(isUnderWay) ? RUNNING_REFETCH_MS : false),
  })

export function LastSync({ storeId }: { readonly storeId: string }) {
  const { t } = useTranslation('shops')
  const formats = useFormats()
  const { data } = useSyncs(storeId)
  if (!data) return null
  if (data.some(isUnderWay)) {
    return (
      <Group gap={6}>
        <Loader size={14} aria-hidden />
        <Text size="sm">{t('sync.running')}</Text>
      </Group>
    )
  }
  const last = data.find(({ finished_at }) => finished_at !== null)
  if (!last?.finished_at) return <Text size="sm">{t('sync.never')}</Text>
  return (
    <Tooltip label={formats.dateTime(last.finished_at)}>
      <Text size="sm" {...(last.state === 'failed' ? { c: 'red' } : {})}>
        {last.state === 'failed' ? t('sync.failed') : ''} {formats.ago(last.finished_at)}
      </Text>
    </Tooltip>
  )
}

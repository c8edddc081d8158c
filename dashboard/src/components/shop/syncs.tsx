// A shop's product syncs: what runs now, what ran, and a button that starts one.
import { Badge, Button, Group, Progress, Stack, Table, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { callData } from '../../api/client.ts'
import type { StoreSync } from '../../api/queries.ts'
import { useFormats } from '../format.ts'
import { isUnderWay, useSyncs } from '../last-sync.tsx'
import { Empty, Failed, Loaded } from '../states.tsx'

const COLOR = {
  queued: 'gray',
  running: 'blue',
  completed: 'green',
  failed: 'red',
  cancelled: 'gray',
} as const

function SyncRow({ sync }: { readonly sync: StoreSync }) {
  const { t } = useTranslation('shop')
  const formats = useFormats()
  return (
    <Table.Tr>
      <Table.Td>{formats.dateTime(sync.started_at ?? sync.queued_at)}</Table.Td>
      <Table.Td>{t(`sync.kind.${sync.kind}`)}</Table.Td>
      <Table.Td>
        <Badge color={COLOR[sync.state]} variant="light" tt="none" autoContrast>
          {t(`sync.state.${sync.state}`)}
        </Badge>
        {sync.error ? (
          <Text size="xs" c="dimmed">
            {t(`sync.error.${sync.error}`)}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td ta="right">{formats.number(sync.products_read)}</Table.Td>
      <Table.Td ta="right">{formats.number(sync.products_removed)}</Table.Td>
      <Table.Td>{sync.customer_access ? t(`sync.access.${sync.customer_access}`) : '–'}</Table.Td>
      <Table.Td>{sync.order_access ? t(`sync.access.${sync.order_access}`) : '–'}</Table.Td>
    </Table.Tr>
  )
}

export function Syncs({ storeId }: { readonly storeId: string }) {
  const { t } = useTranslation('shop')
  const formats = useFormats()
  const syncs = useSyncs(storeId)
  const queries = useQueryClient()
  const starting = useMutation({
    mutationFn: () => callData(`api/stores/${encodeURIComponent(storeId)}/sync`, { body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['syncs', storeId] }),
  })
  const running = syncs.data?.find(isUnderWay)
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text size="sm" maw={560}>
          {t('sync.what')}
        </Text>
        <Button
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={starting.isPending}
          disabled={running !== undefined}
          onClick={() => starting.mutate()}
        >
          {t('sync.now')}
        </Button>
      </Group>
      {starting.error ? <Failed error={starting.error} onRetry={() => starting.mutate()} /> : null}
      {running ? (
        <Stack gap={4} role="status">
          <Progress value={100} animated aria-label={t('sync.state.running')} />
          <Text size="sm">{t('sync.progress', { read: formats.number(running.products_read) })}</Text>
        </Stack>
      ) : null}
      <Loaded query={syncs}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('sync.none')} />
          ) : (
            <Table.ScrollContainer minWidth={720}>
              <Table className="numbers">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('sync.column.at')}</Table.Th>
                    <Table.Th>{t('sync.column.kind')}</Table.Th>
                    <Table.Th>{t('sync.column.state')}</Table.Th>
                    <Table.Th ta="right">{t('sync.column.read')}</Table.Th>
                    <Table.Th ta="right">{t('sync.column.removed')}</Table.Th>
                    <Table.Th>{t('sync.column.customers')}</Table.Th>
                    <Table.Th>{t('sync.column.orders')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map((sync) => (
                    <SyncRow key={sync.id} sync={sync} />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Loaded>
    </Stack>
  )
}

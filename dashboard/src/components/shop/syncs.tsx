// A shop's product syncs: what runs now, what ran, and a button that starts one.
import { Badge, Button, Card, Group, Progress, Stack, Table, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
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

function State({ sync }: { readonly sync: StoreSync }) {
  const { t } = useTranslation('shop')
  return (
    <div>
      <Badge color={COLOR[sync.state]} variant="light" tt="none" autoContrast>
        {t(`sync.state.${sync.state}`)}
      </Badge>
      {sync.error ? (
        <Text size="xs" c="dimmed">
          {t(`sync.error.${sync.error}`)}
        </Text>
      ) : null}
    </div>
  )
}

/** What a sync found, each with its name. */
function useFindings() {
  const { t } = useTranslation('shop')
  const formats = useFormats()
  return (sync: StoreSync) => [
    { name: t('sync.column.read'), value: formats.number(sync.products_read), isNumber: true },
    { name: t('sync.column.removed'), value: formats.number(sync.products_removed), isNumber: true },
    {
      name: t('sync.column.customers'),
      value: sync.customer_access ? t(`sync.access.${sync.customer_access}`) : '–',
      isNumber: false,
    },
    {
      name: t('sync.column.orders'),
      value: sync.order_access ? t(`sync.access.${sync.order_access}`) : '–',
      isNumber: false,
    },
  ]
}

type ListProps = { readonly syncs: readonly StoreSync[] }

function SyncCards({ syncs }: ListProps) {
  const { t } = useTranslation('shop')
  const formats = useFormats()
  const findingsOf = useFindings()
  return (
    <Stack gap="xs">
      {syncs.map((sync) => (
        <Card key={sync.id} withBorder padding="sm" className="numbers">
          <Group justify="space-between" align="flex-start" gap="xs">
            <Text size="sm" fw={600}>
              {formats.dateTime(sync.started_at ?? sync.queued_at)}
            </Text>
            <State sync={sync} />
          </Group>
          <Text size="sm" mb={4}>
            {t(`sync.kind.${sync.kind}`)}
          </Text>
          {findingsOf(sync).map(({ name, value }) => (
            <Group key={name} justify="space-between" gap="xs">
              <Text size="sm" c="dimmed">
                {name}
              </Text>
              <Text size="sm">{value}</Text>
            </Group>
          ))}
        </Card>
      ))}
    </Stack>
  )
}

function SyncTable({ syncs }: ListProps) {
  const { t } = useTranslation('shop')
  const formats = useFormats()
  const findingsOf = useFindings()
  const align = (isNumber: boolean) => (isNumber ? { ta: 'right' as const } : {})
  return (
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
          {syncs.map((sync) => (
            <Table.Tr key={sync.id}>
              <Table.Td>{formats.dateTime(sync.started_at ?? sync.queued_at)}</Table.Td>
              <Table.Td>{t(`sync.kind.${sync.kind}`)}</Table.Td>
              <Table.Td>
                <State sync={sync} />
              </Table.Td>
              {findingsOf(sync).map(({ name, value, isNumber }) => (
                <Table.Td key={name} {...align(isNumber)}>
                  {value}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

export function Syncs({ storeId }: { readonly storeId: string }) {
  const { t } = useTranslation('shop')
  const formats = useFormats()
  const syncs = useSyncs(storeId)
  const List = useMediaQuery('(max-width: 62em)') ? SyncCards : SyncTable
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
        {(list) => (list.length === 0 ? <Empty title={t('sync.none')} /> : <List syncs={list} />)}
      </Loaded>
    </Stack>
  )
}

// One attempt to read data, in full.
import { Alert, Anchor, Drawer, Progress, Stack, Table, Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type AccessEntry, useKeys, useStores } from '../../api/queries.ts'
import { useFormats } from '../format.ts'
import { Outcome } from './outcome.tsx'

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th w={160}>{name}</Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{children}</Table.Td>
    </Table.Tr>
  )
}

/** How long the answer took, ours and the shop's, with the numbers in words. */
function Timing({ entry }: { readonly entry: AccessEntry }) {
  const { t } = useTranslation('log')
  const formats = useFormats()
  const { duration_ms: total, shop_ms: shop } = entry
  const share = total > 0 ? (shop / total) * 100 : 0
  return (
    <Stack gap={4}>
      <Progress.Root size="lg" aria-hidden>
        <Progress.Section value={100 - share} color="blue" />
        <Progress.Section value={share} color="grape" />
      </Progress.Root>
      <Text size="xs">
        {t('timing', {
          total: formats.milliseconds(total),
          ours: formats.milliseconds(total - shop),
          shop: formats.milliseconds(shop),
        })}
      </Text>
    </Stack>
  )
}

function Details({ entry }: { readonly entry: AccessEntry }) {
  const { t } = useTranslation(['log', 'common'])
  const formats = useFormats()
  const stores = useStores()
  const keys = useKeys()
  const store = stores.data?.find(({ id }) => id === entry.store_id)
  const key = keys.data?.find(({ id }) => id === entry.key_id)
  return (
    <Stack gap="md">
      <Table verticalSpacing="xs">
        <Table.Tbody>
          <Line name={t('column.at')}>{formats.dateTime(entry.at)}</Line>
          <Line name={t('column.outcome')}>
            <Outcome outcome={entry.outcome} />
          </Line>
          <Line name={t('column.what')}>
            {t(`operation.${entry.operation}`, { defaultValue: entry.operation })}
          </Line>
          <Line name={t('column.status')}>
            {entry.status}
            {entry.code ? ` · ${entry.code}` : ''}
          </Line>
          <Line name={t('column.store')}>
            {store ? (
              <Anchor component={Link} to={`/shops/${store.id}`}>
                {store.name}
              </Anchor>
            ) : (
              (entry.store_id ?? '–')
            )}
          </Line>
          <Line name={t('column.key')}>{key ? key.name : (entry.key_id ?? '–')}</Line>
          <Line name={t('column.items')}>
            {entry.item_count === null ? '–' : formats.number(entry.item_count)}
          </Line>
          <Line name={t('column.address')}>{entry.address ?? '–'}</Line>
          <Line name={t('column.agent')}>{entry.agent ?? '–'}</Line>
          <Line name={t('column.request')}>
            <Text ff="monospace" size="sm" component="span">
              {entry.request_id}
            </Text>
          </Line>
          <Line name={t('column.seq')}>{formats.number(entry.seq)}</Line>
        </Table.Tbody>
      </Table>
      <Timing entry={entry} />
      {entry.code ? (
        <Alert color="yellow" title={t('mend')}>
          {t(`mendBy.${entry.code}`, { defaultValue: t('mendBy.other') })}
        </Alert>
      ) : null}
      <Alert color="blue" icon={<IconInfoCircle aria-hidden />}>
        {t('noPayload')}
      </Alert>
    </Stack>
  )
}

export function EntryDrawer({
  entry,
  onClose,
}: {
  readonly entry: AccessEntry | null
  readonly onClose: () => void
}) {
  const { t } = useTranslation('log')
  return (
    <Drawer opened={entry !== null} onClose={onClose} position="right" size="md" title={t('entry')}>
      {entry ? <Details entry={entry} /> : null}
    </Drawer>
  )
}

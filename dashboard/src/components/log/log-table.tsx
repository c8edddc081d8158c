// Rows of the access log; each opens in full.
import { Anchor, Card, Group, Stack, Table, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { type AccessEntry, useKeys, useStores } from '../../api/queries.ts'
import { useFormats } from '../format.ts'
import { Outcome } from './outcome.tsx'

type ListProps = {
  readonly entries: readonly AccessEntry[]
  readonly onOpen: (entry: AccessEntry) => void
}

function useNames() {
  const stores = useStores()
  const keys = useKeys()
  return {
    storeName: (id: string | null) => stores.data?.find((store) => store.id === id)?.name ?? '–',
    keyName: (id: string | null) => keys.data?.find((key) => key.id === id)?.name ?? '–',
  }
}

function Cards({ entries, onOpen }: ListProps) {
  const { t } = useTranslation('log')
  const formats = useFormats()
  const { storeName, keyName } = useNames()
  return (
    <Stack gap="xs">
      {entries.map((entry) => (
        <Card key={entry.seq} withBorder padding="sm" className="numbers">
          <Group justify="space-between" gap="xs">
            <Anchor component="button" type="button" onClick={() => onOpen(entry)} ta="left" size="sm">
              {formats.dateTime(entry.at)}
            </Anchor>
            <Outcome outcome={entry.outcome} />
          </Group>
          <Text size="sm" mt={4}>
            {t(`operation.${entry.operation}`, { defaultValue: entry.operation })}
            {entry.code ? ` · ${entry.code}` : ''}
          </Text>
          <Text size="xs" c="dimmed">
            {storeName(entry.store_id)} · {keyName(entry.key_id)} · {formats.milliseconds(entry.duration_ms)}
          </Text>
        </Card>
      ))}
    </Stack>
  )
}

/** A table where there is room for one, else cards. */
export function LogTable(props: ListProps) {
  return useMediaQuery('(max-width: 62em)') ? <Cards {...props} /> : <Rows {...props} />
}

function Rows({ entries, onOpen }: ListProps) {
  const { t } = useTranslation('log')
  const formats = useFormats()
  const { storeName, keyName } = useNames()
  return (
    <Table.ScrollContainer minWidth={860}>
      <Table highlightOnHover className="numbers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('column.at')}</Table.Th>
            <Table.Th>{t('column.outcome')}</Table.Th>
            <Table.Th>{t('column.what')}</Table.Th>
            <Table.Th>{t('column.store')}</Table.Th>
            <Table.Th>{t('column.key')}</Table.Th>
            <Table.Th ta="right">{t('column.items')}</Table.Th>
            <Table.Th ta="right">{t('column.duration')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.seq}>
              <Table.Td>
                <Anchor component="button" type="button" onClick={() => onOpen(entry)} ta="left">
                  {formats.dateTime(entry.at)}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <Outcome outcome={entry.outcome} />
              </Table.Td>
              <Table.Td>
                <Text size="sm">{t(`operation.${entry.operation}`, { defaultValue: entry.operation })}</Text>
                {entry.code ? (
                  <Text size="xs" c="dimmed">
                    {entry.code}
                  </Text>
                ) : null}
              </Table.Td>
              <Table.Td>{storeName(entry.store_id)}</Table.Td>
              <Table.Td>{keyName(entry.key_id)}</Table.Td>
              <Table.Td ta="right">
                {entry.item_count === null ? '–' : formats.number(entry.item_count)}
              </Table.Td>
              <Table.Td ta="right">{formats.milliseconds(entry.duration_ms)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

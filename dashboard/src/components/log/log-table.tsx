// Rows of the access log; each opens in full.
import { Anchor, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type AccessEntry, useKeys, useStores } from '../../api/queries.ts'
import { useFormats } from '../format.ts'
import { Outcome } from './outcome.tsx'

export function LogTable({
  entries,
  onOpen,
}: {
  readonly entries: readonly AccessEntry[]
  readonly onOpen: (entry: AccessEntry) => void
}) {
  const { t } = useTranslation('log')
  const formats = useFormats()
  const stores = useStores()
  const keys = useKeys()
  const storeName = (id: string | null) => stores.data?.find((store) => store.id === id)?.name ?? '–'
  const keyName = (id: string | null) => keys.data?.find((key) => key.id === id)?.name ?? '–'
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

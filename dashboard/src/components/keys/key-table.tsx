// The API keys as a table that can be sorted, with what can be done with each.
import { Group, Table, UnstyledButton } from '@mantine/core'
import { IconArrowsSort, IconSortAscending, IconSortDescending } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiKey, Store } from '../../api/queries.ts'
import { useFormats } from '../format.ts'
import { type KeyActions, KeyName, LastUsed, Reach, RowMenu, Scope, Status } from './key-parts.tsx'

/** What keys can be sorted by. */
export const SORTS = ['name', 'last_used_at', 'expires_at', 'created_at'] as const
export type SortBy = (typeof SORTS)[number]
export type Sort = { readonly by: SortBy; readonly isDown: boolean }

function SortHeader({
  by,
  sort,
  onSort,
}: {
  readonly by: SortBy
  readonly sort: Sort
  readonly onSort: (sort: Sort) => void
}) {
  const { t } = useTranslation('keys')
  const isThis = sort.by === by
  const Icon = !isThis ? IconArrowsSort : sort.isDown ? IconSortDescending : IconSortAscending
  return (
    <Table.Th aria-sort={isThis ? (sort.isDown ? 'descending' : 'ascending') : 'none'}>
      <UnstyledButton
        onClick={() => onSort({ by, isDown: isThis ? !sort.isDown : by !== 'name' })}
        fw={700}
        fz="sm"
      >
        <Group gap={4} wrap="nowrap">
          {t(`column.${by}`)}
          <Icon size={14} aria-hidden />
        </Group>
      </UnstyledButton>
    </Table.Th>
  )
}

function Row({
  apiKey,
  stores,
  ...actions
}: KeyActions & { readonly apiKey: ApiKey; readonly stores: readonly Store[] }) {
  const formats = useFormats()
  return (
    <Table.Tr>
      <Table.Td>
        <KeyName apiKey={apiKey} />
      </Table.Td>
      <Table.Td>
        <Status apiKey={apiKey} />
      </Table.Td>
      <Table.Td>
        <Scope apiKey={apiKey} />
      </Table.Td>
      <Table.Td>
        <Reach apiKey={apiKey} stores={stores} />
      </Table.Td>
      <Table.Td>
        <LastUsed apiKey={apiKey} />
      </Table.Td>
      <Table.Td className="nowrap">{formats.date(apiKey.expires_at)}</Table.Td>
      <Table.Td className="nowrap">{formats.date(apiKey.created_at)}</Table.Td>
      <Table.Td>
        <RowMenu apiKey={apiKey} {...actions} />
      </Table.Td>
    </Table.Tr>
  )
}

export function KeyTable({
  keys,
  stores,
  sort,
  onSort,
  ...actions
}: KeyActions & {
  readonly keys: readonly ApiKey[]
  readonly stores: readonly Store[]
  readonly sort: Sort
  readonly onSort: (sort: Sort) => void
}) {
  const { t } = useTranslation('keys')
  const header = (by: SortBy) => <SortHeader by={by} sort={sort} onSort={onSort} />
  return (
    <Table.ScrollContainer minWidth={980}>
      <Table verticalSpacing="sm" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {header('name')}
            <Table.Th>{t('column.status')}</Table.Th>
            <Table.Th>{t('column.scope')}</Table.Th>
            <Table.Th>{t('column.stores')}</Table.Th>
            {header('last_used_at')}
            {header('expires_at')}
            {header('created_at')}
            <Table.Th>{t('column.actions')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((apiKey) => (
            <Row key={apiKey.id} apiKey={apiKey} stores={stores} {...actions} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

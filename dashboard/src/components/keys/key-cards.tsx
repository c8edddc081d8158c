// The API keys as cards, where a table has no room.
import { Card, Group, Select, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKey, Store } from '../../api/queries.ts'
import { useFormats } from '../format.ts'
import { type KeyActions, KeyName, LastUsed, Reach, RowMenu, Scope, Status } from './key-parts.tsx'
import { SORTS, type Sort, type SortBy } from './key-table.tsx'

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      {children}
    </Group>
  )
}

function KeyCard({
  apiKey,
  stores,
  ...actions
}: KeyActions & { readonly apiKey: ApiKey; readonly stores: readonly Store[] }) {
  const { t } = useTranslation('keys')
  const formats = useFormats()
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <KeyName apiKey={apiKey} />
          <RowMenu apiKey={apiKey} {...actions} />
        </Group>
        <Line name={t('column.status')}>
          <Status apiKey={apiKey} />
        </Line>
        <Line name={t('column.scope')}>
          <Scope apiKey={apiKey} />
        </Line>
        <Line name={t('column.stores')}>
          <Reach apiKey={apiKey} stores={stores} />
        </Line>
        <Line name={t('column.last_used_at')}>
          <LastUsed apiKey={apiKey} />
        </Line>
        <Line name={t('column.expires_at')}>
          <Text size="sm">{formats.date(apiKey.expires_at)}</Text>
        </Line>
      </Stack>
    </Card>
  )
}

export function KeyCards({
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
  return (
    <Stack gap="sm">
      <Select
        label={t('sort')}
        data={SORTS.map((by) => ({ value: by, label: t(`column.${by}`) }))}
        value={sort.by}
        onChange={(by) => by && onSort({ by: by as SortBy, isDown: by !== 'name' })}
        allowDeselect={false}
      />
      {keys.map((apiKey) => (
        <KeyCard key={apiKey.id} apiKey={apiKey} stores={stores} {...actions} />
      ))}
    </Stack>
  )
}

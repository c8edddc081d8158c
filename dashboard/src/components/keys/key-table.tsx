// The API keys as a table that can be sorted, with what can be done with each.
import {
  ActionIcon,
  Badge,
  Code,
  Group,
  Menu,
  Stack,
  Table,
  Text,
  Tooltip,
  UnstyledButton,
} from '@mantine/core'
import {
  IconArrowsSort,
  IconDots,
  IconRefresh,
  IconSortAscending,
  IconSortDescending,
  IconTrash,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type ApiKey, DATA_KINDS, type Store } from '../../api/queries.ts'
import { KIND_COLOR } from '../access-badges.tsx'
import { useFormats } from '../format.ts'

export type SortBy = 'name' | 'last_used_at' | 'expires_at' | 'created_at'
export type Sort = { readonly by: SortBy; readonly isDown: boolean }

const DAY_MS = 86_400_000
const STATUS_COLOR = { active: 'green', expired: 'gray', revoked: 'red' } as const

/** Green within a day, grey after a month: an old key that nobody needs shows itself. */
function ageColor(iso: string | null): string {
  if (iso === null) return 'gray'
  const days = (Date.now() - Date.parse(iso)) / DAY_MS
  return days < 1 ? 'green' : days < 30 ? 'blue' : 'orange'
}

function Scope({ apiKey }: { readonly apiKey: ApiKey }) {
  const { t } = useTranslation()
  return (
    <Group gap={4}>
      {DATA_KINDS.filter((kind) => apiKey.permissions[kind]).map((kind) => (
        <Badge key={kind} color={KIND_COLOR[kind]} variant="light" tt="none">
          {t(`data.${kind}`)}
        </Badge>
      ))}
    </Group>
  )
}

function StoresOf({ apiKey, stores }: { readonly apiKey: ApiKey; readonly stores: readonly Store[] }) {
  const { t } = useTranslation('keys')
  if (apiKey.store_ids === null) return <Text size="sm">{t('allStores')}</Text>
  const names = stores.filter(({ id }) => apiKey.store_ids?.includes(id)).map(({ name }) => name)
  return <Text size="sm">{names.length > 0 ? names.join(', ') : t('noStore')}</Text>
}

function LastUsed({ apiKey }: { readonly apiKey: ApiKey }) {
  const { t } = useTranslation('keys')
  const formats = useFormats()
  const { last_used_at: at, last_used_address: address, last_used_agent: agent } = apiKey
  if (at === null)
    return (
      <Badge color="gray" variant="light" tt="none">
        {t('neverUsed')}
      </Badge>
    )
  const details = [formats.dateTime(at), address, agent].filter(Boolean).join(' · ')
  return (
    <Tooltip label={details} multiline maw={360}>
      <Badge color={ageColor(at)} variant="light" tt="none" tabIndex={0}>
        {formats.ago(at)}
      </Badge>
    </Tooltip>
  )
}

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

type KeyActions = { readonly onRotate: (key: ApiKey) => void; readonly onRevoke: (key: ApiKey) => void }

function RowMenu({ apiKey, onRotate, onRevoke }: KeyActions & { readonly apiKey: ApiKey }) {
  const { t } = useTranslation('keys')
  if (apiKey.status !== 'active') return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('actionsOf', { name: apiKey.name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => onRotate(apiKey)}>
          {t('rotate.action')}
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => onRevoke(apiKey)}
        >
          {t('revoke.action')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Row({
  apiKey,
  stores,
  ...actions
}: KeyActions & { readonly apiKey: ApiKey; readonly stores: readonly Store[] }) {
  const { t } = useTranslation('keys')
  const formats = useFormats()
  return (
    <Table.Tr>
      <Table.Td>
        <Stack gap={2}>
          <Text fw={600}>{apiKey.name}</Text>
          <Code>api_shopcall_{apiKey.prefix}…</Code>
        </Stack>
      </Table.Td>
      <Table.Td>
        <Badge color={STATUS_COLOR[apiKey.status]} variant="light" tt="none">
          {t(`status.${apiKey.status}`)}
        </Badge>
        {apiKey.revoked_reason ? (
          <Text size="xs" c="dimmed">
            {apiKey.revoked_reason}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td>
        <Scope apiKey={apiKey} />
      </Table.Td>
      <Table.Td>
        <StoresOf apiKey={apiKey} stores={stores} />
        {apiKey.allowed_ips ? (
          <Text size="xs" c="dimmed">
            {apiKey.allowed_ips.join(', ')}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td>
        <LastUsed apiKey={apiKey} />
      </Table.Td>
      <Table.Td>{formats.date(apiKey.expires_at)}</Table.Td>
      <Table.Td>{formats.date(apiKey.created_at)}</Table.Td>
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

// The parts of an API key that its table and its card show.
import { ActionIcon, Badge, Code, Group, Menu, Stack, Text, Tooltip } from '@mantine/core'
import { IconDots, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type ApiKey, DATA_KINDS, type Store } from '../../api/queries.ts'
import { KIND_COLOR } from '../access-badges.tsx'
import { useFormats } from '../format.ts'

const DAY_MS = 86_400_000
const STATUS_COLOR = { active: 'green', expired: 'gray', revoked: 'red' } as const

/** Green within a day, grey after a month: an old key that nobody needs shows itself. */
function ageColor(iso: string | null): string {
  if (iso === null) return 'gray'
  const days = (Date.now() - Date.parse(iso)) / DAY_MS
  return days < 1 ? 'green' : days < 30 ? 'blue' : 'orange'
}

export function Scope({ apiKey }: { readonly apiKey: ApiKey }) {
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

export function LastUsed({ apiKey }: { readonly apiKey: ApiKey }) {
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

export type KeyActions = {
  readonly onRotate: (key: ApiKey) => void
  readonly onRevoke: (key: ApiKey) => void
}

export function RowMenu({ apiKey, onRotate, onRevoke }: KeyActions & { readonly apiKey: ApiKey }) {
  const { t } = useTranslation('keys')
  if (apiKey.status !== 'active') return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          data-menu-of={apiKey.id}
          variant="subtle"
          color="gray"
          aria-label={t('actionsOf', { name: apiKey.name })}
        >
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

export function KeyName({ apiKey }: { readonly apiKey: ApiKey }) {
  return (
    <Stack gap={2} align="flex-start">
      <Text fw={600}>{apiKey.name}</Text>
      <Code>api_shopcall_{apiKey.prefix}…</Code>
    </Stack>
  )
}

export function Status({ apiKey }: { readonly apiKey: ApiKey }) {
  const { t } = useTranslation('keys')
  return (
    <div>
      <Badge color={STATUS_COLOR[apiKey.status]} variant="light" tt="none">
        {t(`status.${apiKey.status}`)}
      </Badge>
      {apiKey.revoked_reason ? (
        <Text size="xs" c="dimmed">
          {apiKey.revoked_reason}
        </Text>
      ) : null}
    </div>
  )
}

/** Which shops a key opens, and from where. */
export function Reach({ apiKey, stores }: { readonly apiKey: ApiKey; readonly stores: readonly Store[] }) {
  return (
    <div>
      <StoresOf apiKey={apiKey} stores={stores} />
      {apiKey.allowed_ips ? (
        <Text size="xs" c="dimmed">
          {apiKey.allowed_ips.join(', ')}
        </Text>
      ) : null}
    </div>
  )
}

// The dialog in which a merchant decides what of a shop can be read, and sees by whom.
import { Alert, Badge, Button, Card, Group, Modal, Stack, Switch, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconInfoCircle, IconShieldLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ApiKey,
  DATA_KINDS,
  type DataAccessPermissions,
  type DataKind,
  type Store,
  SWITCH,
  useKeys,
  useSetPermissions,
} from '../api/queries.ts'
import { KIND_COLOR } from './access-badges.tsx'
import { PermissionHistory } from './permission-history.tsx'
import { privacyLevelOf } from './privacy-level.ts'
import { useRecentReads } from './recent-reads.ts'
import { Failed } from './states.tsx'

/** How many active keys may read this kind of data of this store, if the switch is on. */
function keysFor(keys: readonly ApiKey[], storeId: string, kind: DataKind): number {
  return keys.filter(
    (key) =>
      key.status === 'active' &&
      key.permissions[kind] &&
      (key.store_ids === null || key.store_ids.includes(storeId)),
  ).length
}

const LEVEL_COLOR = { high: 'green', medium: 'yellow', full: 'blue' } as const

type KindCardProps = {
  readonly kind: DataKind
  readonly isOn: boolean
  readonly wasOn: boolean
  readonly keyCount: number | null
  readonly recentReads: number | null
  readonly onChange: (isOn: boolean) => void
}

function KindCard({ kind, isOn, wasOn, keyCount, recentReads, onChange }: KindCardProps) {
  const { t } = useTranslation(['access', 'common'])
  const name = t(`common:data.${kind}`)
  const opensMore = isOn && !wasOn
  const closesUsed = !isOn && wasOn && (recentReads ?? 0) > 0
  return (
    <Card withBorder padding="md">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Stack gap={4}>
          <Badge color={isOn ? KIND_COLOR[kind] : 'gray'} variant={isOn ? 'filled' : 'outline'} tt="none">
            {name}
          </Badge>
          <Text size="sm" id={`access-${kind}`}>
            {t(`opens.${kind}`)}
          </Text>
          {keyCount === null ? null : (
            <Text size="xs" c="dimmed">
              {t('keys', { count: keyCount })}
            </Text>
          )}
        </Stack>
        <Switch
          checked={isOn}
          onChange={(event) => onChange(event.currentTarget.checked)}
          aria-label={name}
          aria-describedby={`access-${kind}`}
          size="md"
        />
      </Group>
      {opensMore ? (
        <Alert mt="sm" p="xs" color="yellow" icon={<IconAlertTriangle aria-hidden />} role="status">
          {t(`willOpen.${kind}`, { count: keyCount ?? 0 })}
        </Alert>
      ) : null}
      {closesUsed ? (
        <Alert mt="sm" p="xs" color="yellow" icon={<IconAlertTriangle aria-hidden />} role="status">
          {t('willClose', { count: recentReads ?? 0, name })}
        </Alert>
      ) : null}
    </Card>
  )
}

function Settings({ store, onClose }: { readonly store: Store; readonly onClose: () => void }) {
  const { t } = useTranslation(['access', 'common'])
  const before = store.data_access_permissions
  const [wanted, setWanted] = useState<DataAccessPermissions>(before)
  const keys = useKeys()
  const reads = useRecentReads(store.id)
  const saving = useSetPermissions(store.id)
  const level = privacyLevelOf(wanted)
  const isChanged = DATA_KINDS.some((kind) => wanted[SWITCH[kind]] !== before[SWITCH[kind]])
  const save = () =>
    saving.mutate(wanted, {
      onSuccess: () => {
        notifications.show({ color: 'green', title: t('savedTitle'), message: t('savedText') })
        onClose()
      },
    })
  return (
    <Stack gap="md">
      <Group gap="sm">
        <Text size="sm">{t('level.label')}</Text>
        <Badge color={LEVEL_COLOR[level]} variant="light" size="lg" tt="none" data-level={level}>
          {t(`level.${level}`)}
        </Badge>
      </Group>
      {DATA_KINDS.map((kind) => (
        <KindCard
          key={kind}
          kind={kind}
          isOn={wanted[SWITCH[kind]]}
          wasOn={before[SWITCH[kind]]}
          keyCount={keys.data ? keysFor(keys.data, store.id, kind) : null}
          recentReads={reads ? reads[kind] : null}
          onChange={(isOn) => setWanted({ ...wanted, [SWITCH[kind]]: isOn })}
        />
      ))}
      <Alert color="blue" icon={<IconInfoCircle aria-hidden />} title={t('gdprTitle')}>
        <Text size="sm">{t('gdpr')}</Text>
      </Alert>
      {saving.error ? <Failed error={saving.error} onRetry={save} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button onClick={save} loading={saving.isPending} disabled={!isChanged}>
          {t('common:save')}
        </Button>
      </Group>
      <PermissionHistory storeId={store.id} />
    </Stack>
  )
}

/** Opened for one store; what is not saved is dropped with it. */
export function DataAccessSettings({
  store,
  opened,
  onClose,
}: {
  readonly store: Store
  readonly opened: boolean
  readonly onClose: () => void
}) {
  const { t } = useTranslation('access')
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={
        <Group gap="xs" wrap="nowrap">
          <IconShieldLock size={20} aria-hidden style={{ flexShrink: 0 }} />
          <Text fw={600}>{t('title', { shop: store.name })}</Text>
        </Group>
      }
    >
      <Settings store={store} onClose={onClose} />
    </Modal>
  )
}

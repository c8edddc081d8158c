// Security events: what the rules against abuse saw, and what followed.
import { Badge, Card, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconBan, IconKeyOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type SecurityEvent, useKeys, useSecurityEvents, useStores } from '../api/queries.ts'
import { useFormats } from '../components/format.ts'
import { Empty, Loaded, Page } from '../components/states.tsx'

const ICON = { warning: IconAlertTriangle, address_blocked: IconBan, key_revoked: IconKeyOff } as const

function Event({ event }: { readonly event: SecurityEvent }) {
  const { t } = useTranslation('events')
  const formats = useFormats()
  const keys = useKeys()
  const stores = useStores()
  const Icon = ICON[event.kind]
  const key = keys.data?.find(({ id }) => id === event.key_id)
  const store = stores.data?.find(({ id }) => id === event.store_id)
  const facts = [
    formats.dateTime(event.at),
    key ? t('key', { name: key.name }) : null,
    store ? t('store', { name: store.name }) : null,
    event.network ? t('network', { network: event.network }) : null,
    t('count', { count: event.count }),
  ]
  return (
    <Card withBorder>
      <Group align="flex-start" wrap="nowrap">
        <Icon size={22} aria-hidden style={{ flexShrink: 0 }} />
        <Stack gap={4}>
          <Group gap="xs">
            <Text fw={600}>{t(`rule.${event.rule}`, { defaultValue: event.rule })}</Text>
            <Badge
              color={event.severity === 'critical' ? 'red' : 'yellow'}
              variant="light"
              tt="none"
              autoContrast
            >
              {t(`kind.${event.kind}`)}
            </Badge>
          </Group>
          <Text size="sm" c="dimmed">
            {facts.filter((fact) => fact !== null).join(' · ')}
          </Text>
          <Text size="sm">{t(`advice.${event.kind}`)}</Text>
        </Stack>
      </Group>
    </Card>
  )
}

export function Events() {
  const { t } = useTranslation('events')
  const events = useSecurityEvents({})
  return (
    <Page title={t('title')} description={t('description')}>
      <Loaded query={events}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('empty.title')}>{t('empty.text')}</Empty>
          ) : (
            <Stack gap="sm">
              {list.map((event) => (
                <Event key={event.id} event={event} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Page>
  )
}

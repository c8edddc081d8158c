// What a store's switches were, who changed them and when.
import { Stack, Text, Timeline, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type PermissionChange, usePermissionChanges } from '../api/queries.ts'
import { AccessBadges } from './access-badges.tsx'
import { useFormats } from './format.ts'
import { Loaded } from './states.tsx'

function Change({ change }: { readonly change: PermissionChange }) {
  const { t } = useTranslation('access')
  const formats = useFormats()
  return (
    <Timeline.Item title={t(`history.${change.reason}`)}>
      <Text size="xs" c="dimmed" mb={4}>
        {formats.dateTime(change.at)}
        {change.consent_version
          ? ` · ${t('history.words', { version: formats.date(change.consent_version) })}`
          : ''}
      </Text>
      <AccessBadges permissions={change.new_permissions} />
    </Timeline.Item>
  )
}

/** Newest first. */
export function PermissionHistory({
  storeId,
  order = 3,
}: {
  readonly storeId: string
  readonly order?: 2 | 3
}) {
  const { t } = useTranslation('access')
  const changes = usePermissionChanges(storeId)
  return (
    <Stack gap="sm">
      <Title order={order} size="h5">
        {t('history.title')}
      </Title>
      <Loaded query={changes} lines={2}>
        {(list) => (
          <Timeline bulletSize={14} lineWidth={2}>
            {list.map((change) => (
              <Change key={change.at} change={change} />
            ))}
          </Timeline>
        )}
      </Loaded>
    </Stack>
  )
}

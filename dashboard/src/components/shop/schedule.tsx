// When a shop's products are synced by themselves, and how changed products are known at once.
import { Button, Card, Group, Select, Stack, Switch, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { syncConfigSchema } from '../../../../src/model/store-sync.ts'
import { callData } from '../../api/client.ts'
import { useFormats } from '../format.ts'
import { Failed, Loaded } from '../states.tsx'

type SyncConfig = z.infer<typeof syncConfigSchema>

/** Minutes that are offered; what was set otherwise is offered too. */
const INTERVALS = [15, 60, 360, 1_440, 10_080]

function Form({ storeId, config }: { readonly storeId: string; readonly config: SyncConfig }) {
  const { t } = useTranslation(['shop', 'common'])
  const formats = useFormats()
  const queries = useQueryClient()
  const [isOn, setOn] = useState(config.enabled)
  const [minutes, setMinutes] = useState(config.interval_minutes)
  const saving = useMutation({
    mutationFn: () =>
      callData<SyncConfig>(`api/stores/${encodeURIComponent(storeId)}/sync-config`, {
        method: 'PUT',
        body: { enabled: isOn, interval_minutes: minutes, sync_products: config.sync_products },
      }),
    onSuccess: (saved) => {
      queries.setQueryData(['sync-config', storeId], saved)
      notifications.show({ color: 'green', message: t('schedule.saved') })
    },
  })
  const isChanged = isOn !== config.enabled || minutes !== config.interval_minutes
  const offered = [...new Set([...INTERVALS, config.interval_minutes])].toSorted((a, b) => a - b)
  return (
    <Stack gap="sm">
      <Switch
        label={t('schedule.enabled')}
        checked={isOn}
        onChange={(event) => setOn(event.currentTarget.checked)}
      />
      <Group align="flex-end">
        <Select
          label={t('schedule.interval')}
          data={offered.map((value) => ({ value: String(value), label: formats.minutes(value) }))}
          value={String(minutes)}
          onChange={(value) => setMinutes(Number(value))}
          allowDeselect={false}
          disabled={!isOn}
          w={200}
        />
        <Button
          variant="default"
          disabled={!isChanged}
          loading={saving.isPending}
          onClick={() => saving.mutate()}
        >
          {t('common:save')}
        </Button>
      </Group>
      {config.next_due_at ? (
        <Text size="sm" c="dimmed">
          {t('schedule.next', { when: formats.dateTime(config.next_due_at) })}
        </Text>
      ) : null}
      {config.failures > 0 ? (
        <Text size="sm">{t('schedule.failures', { count: config.failures })}</Text>
      ) : null}
      {saving.error ? <Failed error={saving.error} onRetry={() => saving.mutate()} /> : null}
    </Stack>
  )
}

export function Schedule({ storeId }: { readonly storeId: string }) {
  const { t } = useTranslation('shop')
  const config = useQuery({
    queryKey: ['sync-config', storeId],
    queryFn: ({ signal }) =>
      callData<SyncConfig>(`api/stores/${encodeURIComponent(storeId)}/sync-config`, { signal }),
  })
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="sm">
        {t('schedule.title')}
      </Title>
      <Loaded query={config} lines={2}>
        {(data) => <Form storeId={storeId} config={data} />}
      </Loaded>
    </Card>
  )
}

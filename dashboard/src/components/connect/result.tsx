// A shop was connected: what can be read of it, tried at once, and where to go on.
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DATA_KINDS, type Store } from '../../api/queries.ts'
import { KindHealth, useAccessCheck } from '../shop/health.tsx'
import { Failed, Waiting } from '../states.tsx'

export function Connected({ store }: { readonly store: Store }) {
  const { t } = useTranslation('connect')
  const { mutate, data, error } = useAccessCheck(store.id)
  useEffect(() => {
    mutate()
  }, [mutate])
  return (
    <Stack gap="md">
      <Group gap="xs" role="status">
        <IconCircleCheck size={24} color="var(--mantine-color-green-7)" aria-hidden />
        <Text fw={600}>{t('connected', { shop: store.name })}</Text>
      </Group>
      <Text size="sm">{t('tried')}</Text>
      {error ? <Failed error={error} onRetry={() => mutate()} /> : null}
      {data ? (
        DATA_KINDS.map((kind) => <KindHealth key={kind} kind={kind} verdict={data[kind]} />)
      ) : error ? null : (
        <Waiting lines={3} />
      )}
      <Group>
        <Button component={Link} to={`/shops/${store.id}`}>
          {t('toShop')}
        </Button>
        <Button component={Link} to="/keys" variant="default">
          {t('toKeys')}
        </Button>
      </Group>
    </Stack>
  )
}

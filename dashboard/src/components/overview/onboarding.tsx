// What is left to do until the first program reads a shop; it stays until all of it is done.
import { Button, Card, Group, List, Loader, Text, ThemeIcon, Title } from '@mantine/core'
import { IconCheck, IconCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useKeys, usePermissionChanges, useStores, useUsage } from '../../api/queries.ts'

const LIVE_MS = 3_000
const RECENT_MS = 30 * 86_400_000

type Step = {
  readonly name: 'shop' | 'access' | 'key' | 'call'
  readonly isDone: boolean
  readonly to: string
}

/** The steps, or null while they are not known or when all are done. */
function useSteps(): readonly Step[] | null {
  const stores = useStores()
  const keys = useKeys()
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000
  const hasCalls = (requests: number | undefined) => (requests ?? 0) > 0
  const range = { from: new Date(hour - RECENT_MS).toISOString(), bucket: 'day' } as const
  const first = stores.data?.[0]
  const changes = usePermissionChanges(first?.id ?? '', first !== undefined)
  const isKeyMade = (keys.data?.length ?? 0) > 0
  const usage = useUsage(range, { ...(isKeyMade ? { refetchInterval: LIVE_MS } : {}) })
  if (!stores.data || !keys.data || !usage.data) return null
  const steps: Step[] = [
    { name: 'shop', isDone: first !== undefined, to: '/connect' },
    // Choosing is a part of connecting: the record of it says that it was done.
    { name: 'access', isDone: (changes.data?.length ?? 0) > 0, to: '/shops' },
    { name: 'key', isDone: isKeyMade, to: '/keys' },
    { name: 'call', isDone: hasCalls(usage.data.totals.requests), to: '/playground' },
  ]
  return steps.every(({ isDone }) => isDone) ? null : steps
}

export function Onboarding() {
  const { t } = useTranslation('overview')
  const steps = useSteps()
  if (!steps) return null
  const next = steps.find(({ isDone }) => !isDone)
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="sm">
        {t('start.title')}
      </Title>
      <List spacing="sm" center>
        {steps.map(({ name, isDone }) => (
          <List.Item
            key={name}
            icon={
              <ThemeIcon color={isDone ? 'green' : 'gray'} variant="light" radius="xl" size={26}>
                {isDone ? <IconCheck size={16} aria-hidden /> : <IconCircle size={16} aria-hidden />}
              </ThemeIcon>
            }
          >
            <Group gap="xs">
              <Text {...(isDone ? { c: 'dimmed' } : { fw: 600 })}>{t(`start.${name}`)}</Text>
              <Text size="xs" c="dimmed">
                {t(isDone ? 'start.done' : 'start.open')}
              </Text>
              {name === 'call' && next?.name === 'call' ? <Loader size={14} aria-hidden /> : null}
            </Group>
          </List.Item>
        ))}
      </List>
      {next ? (
        <Button component={Link} to={next.to} mt="md">
          {t(`start.action.${next.name}`)}
        </Button>
      ) : null}
    </Card>
  )
}

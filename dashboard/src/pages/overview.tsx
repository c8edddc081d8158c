// The first page: what to do, what is going on, and what needs attention.
import {
  Alert,
  Anchor,
  Card,
  Group,
  SegmentedControl,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
} from '@mantine/core'
import { IconShieldExclamation } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { type Usage, useSecurityEvents, useStores, useUsage } from '../api/queries.ts'
import { useFormats } from '../components/format.ts'
import { HealthBadge } from '../components/health-badge.tsx'
import { Onboarding } from '../components/overview/onboarding.tsx'
import { Loaded, Page } from '../components/states.tsx'

// The charts are most of the page's weight: the rest does not wait for them.
const UsageCharts = lazy(async () => ({
  default: (await import('../components/overview/charts.tsx')).UsageCharts,
}))

const DAY_MS = 86_400_000
const RANGES = {
  '24h': { length: DAY_MS, bucket: 'hour' },
  '7d': { length: 7 * DAY_MS, bucket: 'hour' },
  '30d': { length: 30 * DAY_MS, bucket: 'day' },
} as const
type Range = keyof typeof RANGES

const isRange = (value: string | null): value is Range => value !== null && value in RANGES

/** A range that ends with the current minute, so that the same question is asked the same way. */
function rangeOf(name: Range) {
  const { length, bucket } = RANGES[name]
  const to = Math.ceil(Date.now() / 60_000) * 60_000
  return { from: new Date(to - length).toISOString(), to: new Date(to).toISOString(), bucket }
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <Card withBorder>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fz={26} fw={700} className="numbers">
        {value}
      </Text>
    </Card>
  )
}

function Figures({ usage }: { readonly usage: Usage }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const { requests, denied, errors, latency_ms } = usage.totals
  const median = (part: 'ours' | 'shop') => (latency_ms ? formats.milliseconds(latency_ms[part].p50) : '–')
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>
      <Figure name={t('figure.requests')} value={formats.number(requests)} />
      <Figure name={t('figure.denied')} value={formats.number(denied)} />
      <Figure name={t('figure.errors')} value={formats.number(errors)} />
      <Figure name={t('figure.ours')} value={median('ours')} />
      <Figure name={t('figure.shop')} value={median('shop')} />
    </SimpleGrid>
  )
}

/** Shops that are not in order; nothing where all are. */
function Attention() {
  const { t } = useTranslation('overview')
  const { data } = useStores()
  const ill = data?.filter(({ health }) => health.state !== 'ok') ?? []
  if (ill.length === 0) return null
  return (
    <Card withBorder>
      <Text fw={600} mb="xs">
        {t('attention')}
      </Text>
      <Stack gap="xs">
        {ill.map((store) => (
          <Group key={store.id} justify="space-between">
            <Anchor component={Link} to={`/shops/${store.id}`}>
              {store.name}
            </Anchor>
            <HealthBadge state={store.health.state} />
          </Group>
        ))}
      </Stack>
    </Card>
  )
}

function LastEvents() {
  const { t } = useTranslation(['overview', 'events'])
  const formats = useFormats()
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000
  const { data } = useSecurityEvents({ from: new Date(hour - 7 * DAY_MS).toISOString() })
  const last = data?.[0]
  if (!last) return null
  return (
    <Alert
      color={last.severity === 'critical' ? 'red' : 'yellow'}
      icon={<IconShieldExclamation aria-hidden />}
      title={t('events', { count: data.length })}
    >
      <Text size="sm">
        {t(`events:rule.${last.rule}`, { defaultValue: last.rule })} · {formats.ago(last.at)}
      </Text>
      <Anchor component={Link} to="/events" size="sm" c="inherit" underline="always">
        {t('eventsMore')}
      </Anchor>
    </Alert>
  )
}

export function Overview() {
  const { t } = useTranslation('overview')
  const [search, setSearch] = useSearchParams()
  const wanted = search.get('range')
  const name = isRange(wanted) ? wanted : '24h'
  const usage = useUsage(rangeOf(name))
  return (
    <Page
      title={t('title')}
      actions={
        <SegmentedControl
          aria-label={t('range')}
          value={name}
          onChange={(range) => setSearch(range === '24h' ? {} : { range }, { replace: true })}
          data={(Object.keys(RANGES) as Range[]).map((value) => ({ value, label: t(`ranges.${value}`) }))}
        />
      }
    >
      <Onboarding />
      <LastEvents />
      <Attention />
      <Loaded query={usage}>
        {(data) => (
          <Stack gap="lg">
            <Figures usage={data} />
            <Suspense fallback={<Skeleton height={320} />}>
              <UsageCharts usage={data} />
            </Suspense>
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

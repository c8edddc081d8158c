// Requests and latency over time, each with a table of the same numbers behind it.
import { Card, Group, SegmentedControl, Skeleton, Title } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Usage } from '../../api/queries.ts'
import { useFormats } from '../format.ts'
import { type Kind, PLOT_HEIGHT, Plot, type Point, type Series } from './plot.tsx'

const Numbers = lazy(async () => ({ default: (await import('./numbers.tsx')).Numbers }))

function ChartCard({
  title,
  kind,
  points,
  series,
}: {
  readonly title: string
  readonly kind: Kind
  readonly points: readonly Point[]
  readonly series: readonly Series[]
}) {
  const { t } = useTranslation('overview')
  const [view, setView] = useState('chart')
  return (
    <Card withBorder>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={t('chart.view')}
          value={view}
          onChange={setView}
          data={[
            { value: 'chart', label: t('chart.chart') },
            { value: 'table', label: t('chart.table') },
          ]}
        />
      </Group>
      {view === 'table' ? (
        <Suspense fallback={<Skeleton height={PLOT_HEIGHT} />}>
          <Numbers points={points} series={series} />
        </Suspense>
      ) : (
        <div role="img" aria-label={t('chart.described', { title })}>
          <Plot kind={kind} points={points} series={series} />
        </div>
      )}
    </Card>
  )
}

const DAY_MS = 86_400_000

/** How the axis writes a time: with its day where the range has more than one. */
function stepOf({ bucket, from, to }: Usage): 'time' | 'weekday' | 'day' {
  if (bucket === 'day') return 'day'
  return Date.parse(to) - Date.parse(from) > DAY_MS ? 'weekday' : 'time'
}

/** Both charts of a range. */
export function UsageCharts({ usage }: { readonly usage: Usage }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const time = (iso: string) => formats.axis(iso, stepOf(usage))
  const requests = usage.series.map(({ at, requests: all, denied, errors }) => ({
    at,
    time: time(at),
    allowed: all - denied - errors,
    denied,
    errors,
  }))
  const latency = usage.series.map(({ at, latency_ms }) => ({
    at,
    time: time(at),
    ours: latency_ms?.ours.p95 ?? null,
    shop: latency_ms?.shop.p95 ?? null,
  }))
  return (
    <>
      <ChartCard
        title={t('chart.requests')}
        kind="bars"
        points={requests}
        series={[
          { name: 'allowed', label: t('chart.allowed'), color: 'blue.6' },
          { name: 'denied', label: t('chart.denied'), color: 'red.6' },
          { name: 'errors', label: t('chart.errors'), color: 'yellow.6' },
        ]}
      />
      <ChartCard
        title={t('chart.latency')}
        kind="lines"
        points={latency}
        series={[
          { name: 'ours', label: t('chart.ours'), color: 'blue.6' },
          { name: 'shop', label: t('chart.shop'), color: 'grape.6' },
        ]}
      />
    </>
  )
}

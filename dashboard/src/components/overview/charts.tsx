// Requests and latency over time, each with a table of the same numbers behind it.
import { BarChart, LineChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { Card, Group, SegmentedControl, Table, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Usage } from '../../api/queries.ts'
import { useFormats } from '../format.ts'

type Series = { readonly name: string; readonly label: string; readonly color: string }
/** null: there is nothing to measure, which is not the same as 0. */
type Point = Readonly<Record<string, string | number | null>>

const HEIGHT = 260

/** Numbers as a table: for who does not see the chart, and for who wants the number. */
function Numbers({
  points,
  series,
}: {
  readonly points: readonly Point[]
  readonly series: readonly Series[]
}) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  return (
    <Table.ScrollContainer minWidth={320} h={HEIGHT}>
      <Table stickyHeader className="numbers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('chart.time')}</Table.Th>
            {series.map(({ name, label }) => (
              <Table.Th key={name} ta="right">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.map((point) => (
            <Table.Tr key={point['at']}>
              <Table.Td>{point['time']}</Table.Td>
              {series.map(({ name }) => (
                <Table.Td key={name} ta="right">
                  {point[name] == null ? '–' : formats.number(Number(point[name]))}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function ChartCard({
  title,
  kind,
  points,
  series,
}: {
  readonly title: string
  readonly kind: 'bars' | 'lines'
  readonly points: readonly Point[]
  readonly series: readonly Series[]
}) {
  const { t } = useTranslation('overview')
  const [view, setView] = useState('chart')
  const shared = {
    h: HEIGHT,
    data: points as Record<string, string | number | null>[],
    dataKey: 'time',
    series: series.map((each) => ({ ...each })),
    withLegend: true,
    yAxisProps: { allowDecimals: false },
  }
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
        <Numbers points={points} series={series} />
      ) : (
        <div role="img" aria-label={t('chart.described', { title })}>
          {kind === 'bars' ? (
            <BarChart {...shared} type="stacked" />
          ) : (
            <LineChart {...shared} curveType="monotone" connectNulls={false} dotProps={{ r: 3 }} />
          )}
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

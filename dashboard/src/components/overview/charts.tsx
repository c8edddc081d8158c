// Requests and latency over time, each with a table of the same numbers behind it.
import { BarChart, LineChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { Card, Group, SegmentedControl, Table, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Usage } from '../../api/queries.ts'
import { localeOf, useFormats } from '../format.ts'

type Series = { readonly name: string; readonly label: string; readonly color: string }
type Point = Readonly<Record<string, string | number>>

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
                  {formats.number(Number(point[name] ?? 0))}
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
    data: points as Record<string, string | number>[],
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
            <LineChart {...shared} curveType="monotone" withDots={false} />
          )}
        </div>
      )}
    </Card>
  )
}

function useTime(bucket: Usage['bucket']): (iso: string) => string {
  const { i18n } = useTranslation()
  const format = new Intl.DateTimeFormat(
    localeOf(i18n.language),
    bucket === 'day' ? { month: 'short', day: 'numeric' } : { hour: '2-digit', minute: '2-digit' },
  )
  return (iso) => format.format(new Date(iso))
}

/** Both charts of a range. */
export function UsageCharts({ usage }: { readonly usage: Usage }) {
  const { t } = useTranslation('overview')
  const time = useTime(usage.bucket)
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
    ours: latency_ms?.ours.p95 ?? 0,
    shop: latency_ms?.shop.p95 ?? 0,
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

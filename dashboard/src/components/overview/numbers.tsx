// A chart's numbers as a table.
import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../format.ts'
import { PLOT_HEIGHT, type Point, type Series } from './plot.tsx'

/** For who does not see the chart, and for who wants the number. */
export function Numbers({
  points,
  series,
}: {
  readonly points: readonly Point[]
  readonly series: readonly Series[]
}) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  return (
    <Table.ScrollContainer minWidth={320} h={PLOT_HEIGHT}>
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

// Numbers over time, as bars upon each other or as lines, in the page's colours.
import { type MantineTheme, parseThemeColor, useComputedColorScheme, useMantineTheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { type Formats, useFormats } from '../format.ts'

export type Series = { readonly name: string; readonly label: string; readonly color: string }
/** null: there is nothing to measure, which is not the same as 0. */
export type Point = Readonly<Record<string, string | number | null>>
export type Kind = 'bars' | 'lines'

export const PLOT_HEIGHT = 260
/** Of the axis of time: as many steps as a day, a week or a month falls into. */
const TIME_STEPS = [1, 2, 3, 4, 6, 12, 24, 48]
const NUMBER_STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000, 1_000_000,
]
const ROOM_PER_TIME = 64

const numberOf = (point: Point, name: string): number | null => {
  const value = point[name]
  return typeof value === 'number' ? value : null
}

const colorOf = ({ color }: Pick<Series, 'color'>, theme: MantineTheme) =>
  parseThemeColor({ color, theme }).value

/** The values of each series by point; bars stand on those of the series before. */
function heightsOf(kind: Kind, points: readonly Point[], series: readonly Series[]): (number | null)[][] {
  const below = points.map(() => 0)
  return series.map(({ name }) =>
    points.map((point, at) => {
      const value = numberOf(point, name)
      if (kind === 'lines') return value
      below[at] = (below[at] ?? 0) + (value ?? 0)
      return below[at]
    }),
  )
}

type Drawing = {
  readonly kind: Kind
  readonly points: readonly Point[]
  readonly series: readonly Series[]
  readonly theme: MantineTheme
  readonly isDark: boolean
  readonly formats: Formats
}

function seriesOf({ kind, points, series, theme, formats }: Drawing): uPlot.Series[] {
  const bars = uPlot.paths.bars?.({ size: [0.7, 40], radius: 0.15 })
  return series.map(({ name, label, color }, index) => {
    const drawn = colorOf({ color }, theme)
    return {
      label,
      stroke: drawn,
      // What the cursor is at: the number itself, where the bar's height is a sum.
      value: (_plot, _height, _series, at) => {
        const number = at === null ? null : numberOf(points[at] ?? {}, name)
        return number === null ? '' : formats.number(number)
      },
      ...(kind === 'bars'
        ? { fill: drawn, width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) }
        : // Not by colour alone.
          { width: 2, points: { show: true, size: 7, fill: drawn }, ...(index > 0 ? { dash: [6, 3] } : {}) }),
    }
  })
}

function optionsFor(drawing: Drawing, width: number): uPlot.Options {
  const { points, theme, isDark, formats } = drawing
  const colors = drawing.series.map((each) => colorOf(each, theme)).toReversed()
  const ink = isDark ? theme.colors.dark[1] : theme.colors.gray[7]
  const line = { stroke: isDark ? theme.colors.dark[4] : theme.colors.gray[3], width: 1 }
  const axis = { stroke: ink, font: `12px ${theme.fontFamily}`, ticks: { show: false } }
  return {
    width,
    height: PLOT_HEIGHT,
    scales: {
      x: { time: false, range: [-0.5, points.length - 0.5] },
      y: { range: (_plot, _min, max) => [0, Math.max(1, (max ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        incrs: TIME_STEPS,
        space: ROOM_PER_TIME,
        values: (_plot, splits) => splits.map((at) => points[at]?.['time'] ?? ''),
      },
      {
        ...axis,
        grid: line,
        incrs: NUMBER_STEPS,
        size: 56,
        values: (_plot, splits) => splits.map((value) => formats.number(value)),
      },
    ],
    series: [
      { label: '', value: (_plot, at) => (at === null ? '' : String(points[at]?.['time'] ?? '')) },
      // The highest bar is drawn first, and the others over it; the legend turns them round again.
      ...seriesOf(drawing).toReversed(),
    ],
    cursor: { y: false, drag: { x: false, y: false }, points: { show: drawing.kind === 'lines' } },
    legend: {
      markers: {
        width: 0,
        fill: (_plot, index) => colors[index - 1] ?? '',
      },
    },
  }
}

/** Says nothing to a screen reader: who shows it names it, and has a table of the same numbers. */
export function Plot({
  kind,
  points,
  series,
}: {
  readonly kind: Kind
  readonly points: readonly Point[]
  readonly series: readonly Series[]
}) {
  const host = useRef<HTMLDivElement>(null)
  const theme = useMantineTheme()
  const formats = useFormats()
  const isDark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark'
  useEffect(() => {
    const element = host.current
    if (!element) return
    const drawing = { kind, points, series, theme, isDark, formats }
    const heights = heightsOf(kind, points, series).toReversed()
    const plot = new uPlot(
      optionsFor(drawing, element.clientWidth),
      [points.map((_, at) => at), ...heights],
      element,
    )
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: PLOT_HEIGHT }))
    watch.observe(element)
    return () => {
      watch.disconnect()
      plot.destroy()
    }
  }, [kind, points, series, theme, isDark, formats])
  return <div ref={host} className="plot" />
}

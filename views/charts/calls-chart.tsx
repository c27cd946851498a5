import type { Range, UsagePoint, UsageSeries } from '../../src/domain/usage.ts'
import type { Format } from '../text/format.ts'
import type { Text } from '../text/text.ts'
import { type Bar, type Frame, layBars } from './bars.ts'
import { AxisLabel, BarOf } from './parts.tsx'

/** Which bars carry a label: their hour of the day, their place counted from the newest, and how many labels there is room for. */
type Labels = Record<Range, (hour: number, fromEnd: number) => boolean>
const every = (hours: number, days: number): Labels => ({
  '24h': (hour) => hour % hours === 0,
  '7d': () => true,
  '30d': (_, fromEnd) => fromEnd % days === 0,
})

const FILLS = ['fill-bar', 'fill-bar-2']

// One drawing for each width of the page, so that its text keeps its size.
const DRAWINGS: { place: string; frame: Frame; labels: Labels }[] = [
  {
    place: 'hidden @min-[50rem]:block',
    frame: { width: 960, height: 216, left: 40, top: 8, bottom: 24 },
    labels: every(3, 5),
  },
  {
    place: 'hidden @min-[30rem]:block @min-[50rem]:hidden',
    frame: { width: 600, height: 200, left: 40, top: 8, bottom: 24 },
    labels: every(4, 5),
  },
  {
    place: '@min-[30rem]:hidden',
    frame: { width: 340, height: 188, left: 40, top: 8, bottom: 24 },
    labels: every(6, 10),
  },
]

interface Props {
  series: UsageSeries
  text: Text
  format: Format
}

/** What one bar stands for, in words. */
export function spanOf(start: number, range: Range, format: Format): string {
  return range === '24h' ? `${format.day(start)}, ${format.hour(start)}` : format.date(start)
}

function tickOf(start: number, range: Range, format: Format): string {
  if (range === '24h') return format.hour(start)
  return range === '7d' ? format.weekday(start) : format.day(start)
}

const Drawing = ({ series, text, format, frame, labels, place }: Props & (typeof DRAWINGS)[number]) => {
  const { bars, lines, floor, step } = layBars(
    series.points.map(({ answered, refused }) => [answered, refused]),
    frame,
  )
  const calls = series.points.some((point) => point.answered + point.refused > 0)
  const says = text.dashboard
  const titleOf = ({ start, answered, refused }: UsagePoint) =>
    says.bar(spanOf(start, series.range, format), format.number(answered), format.number(refused))
  return (
    <svg
      class={`chart ${place} w-full`}
      viewBox={`0 0 ${frame.width} ${frame.height}`}
      role="img"
      aria-label={calls ? says.chartLabel[series.range] : says.noCalls[series.range]}
    >
      {(calls ? lines : lines.slice(0, 1)).map((line) => (
        <>
          <line class="stroke-line" x1={frame.left} x2={frame.width} y1={line.y} y2={line.y} />
          <text x={frame.left - 8} y={line.y + 4} text-anchor="end">
            {format.compact(line.count)}
          </text>
        </>
      ))}
      {series.points.map((point, i) => (
        <BarOf bar={bars[i] as Bar} step={step} frame={frame} fills={FILLS} title={titleOf(point)}>
          {labels[series.range](format.hourOfDay(point.start), bars.length - 1 - i) && (
            <AxisLabel center={(bars[i] as Bar).center} frame={frame}>
              {tickOf(point.start, series.range, format)}
            </AxisLabel>
          )}
        </BarOf>
      ))}
      {!calls && (
        <text class="empty" x={(frame.left + frame.width) / 2} y={floor / 2 + 4} text-anchor="middle">
          {says.noCalls[series.range]}
        </text>
      )}
    </svg>
  )
}

/** Calls answered and refused over time. Its numbers stand in a table beside it. */
export const CallsChart = (props: Props) => (
  <div class="@container">
    {DRAWINGS.map((drawing) => (
      <Drawing {...props} {...drawing} />
    ))}
  </div>
)

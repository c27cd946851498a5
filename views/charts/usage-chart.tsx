import type { UsageReport } from '../../src/domain/usage/report.ts'
import type { Format } from '../text/format.ts'
import type { Text } from '../text/text.ts'
import { type Bar, type Frame, layBars } from './bars.ts'
import { layLines } from './lines.ts'
import { AxisLabel, BarOf, Marks, SpanOf } from './parts.tsx'

export const METRICS = ['calls', 'credits', 'latency'] as const
export type Metric = (typeof METRICS)[number]
type Part = UsageReport['series'][number]
type Step = UsageReport['window']['step']

/** From the floor up: answered, errors, refused. */
export const CALL_FILLS = ['fill-bar', 'fill-ink-2', 'fill-bar-2']
const CREDIT_FILLS = ['fill-bar']
const ROOM = { top: 8, bottom: 24, left: 52 }

// One drawing for each width of the page, so that its text keeps its size; so many labels have room.
const DRAWINGS: { place: string; frame: Frame; room: number }[] = [
  { place: 'hidden @min-[50rem]:block', frame: { width: 960, height: 240, ...ROOM }, room: 12 },
  {
    place: 'hidden @min-[30rem]:block @min-[50rem]:hidden',
    frame: { width: 600, height: 216, ...ROOM },
    room: 8,
  },
  { place: '@min-[30rem]:hidden', frame: { width: 340, height: 196, ...ROOM }, room: 4 },
]

interface Props {
  report: UsageReport
  metric: Metric
  text: Text
  format: Format
}

/** What one part stands for, in words. */
export function partName(start: number, step: Step, text: Text, format: Format): string {
  if (step === 'hour') return `${format.day(start)}, ${format.hour(start)}`
  return step === 'week' ? text.usage.chart.weekOf(format.date(start)) : format.date(start)
}

/** The names along the axis: hours at even times, days and weeks counted from the newest. */
function tickOf(series: readonly Part[], step: Step, room: number, format: Format) {
  const apart = Math.ceil(series.length / room)
  if (step === 'hour') {
    const every = [1, 2, 3, 4, 6, 8, 12, 24].find((hours) => hours >= apart) ?? 24
    return ({ start }: Part) => (format.hourOfDay(start) % every === 0 ? format.hour(start) : null)
  }
  return ({ start }: Part, i: number) => {
    if ((series.length - 1 - i) % apart !== 0) return null
    return step === 'day' && series.length <= 7 ? format.weekday(start) : format.day(start)
  }
}

interface DrawingProps extends Props {
  isEmpty: boolean
  frame: Frame
  tick: (part: Part, i: number) => string | null
  titleOf: (part: Part) => string
}

const Bars = ({ report, metric, format, isEmpty, frame, tick, titleOf }: DrawingProps) => {
  const stacks = report.series.map(({ ok, errors, refused, credits }) =>
    metric === 'calls' ? [ok, errors, refused] : [credits],
  )
  const { bars, lines, step } = layBars(stacks, frame)
  return (
    <>
      <Marks
        marks={(isEmpty ? lines.slice(0, 1) : lines).map(({ count, y }) => ({ y, name: format.compact(count) }))}
        frame={frame}
      />
      {report.series.map((part, i) => {
        const bar = bars[i] as Bar
        const name = tick(part, i)
        return (
          <BarOf
            bar={bar}
            step={step}
            frame={frame}
            fills={metric === 'calls' ? CALL_FILLS : CREDIT_FILLS}
            title={titleOf(part)}
          >
            {name && (
              <AxisLabel center={bar.center} frame={frame}>
                {name}
              </AxisLabel>
            )}
          </BarOf>
        )
      })}
    </>
  )
}

/** The slowest first, so that the half of all calls lies on top. */
export const PERCENTILES = [
  { name: 'p99', line: 'line-p99' },
  { name: 'p95', line: 'line-p95' },
  { name: 'p50', line: 'line-p50' },
] as const

const Lines = ({ report, format, isEmpty, frame, tick, titleOf }: DrawingProps) => {
  const lists = PERCENTILES.map(({ name }) => report.series.map(({ latency }) => latency[name]))
  const { lines, marks, step, xOf } = layLines(lists, frame)
  return (
    <>
      <Marks marks={(isEmpty ? [] : marks).map(({ value, y }) => ({ y, name: format.took(value) }))} frame={frame} />
      {report.series.map((part, i) => {
        const name = tick(part, i)
        return (
          <SpanOf title={titleOf(part)} center={xOf(i)} step={step} frame={frame}>
            {name && (
              <AxisLabel center={xOf(i)} frame={frame}>
                {name}
              </AxisLabel>
            )}
          </SpanOf>
        )
      })}
      {lines.map(({ path, points }, i) => (
        <g class={`line ${PERCENTILES[i]?.line}`}>
          {path && <path d={path} />}
          {points.map(({ x, y }) => (
            <circle cx={x} cy={y} r="2" />
          ))}
        </g>
      ))}
    </>
  )
}

/** Calls, credits or latency over time. Its numbers stand in a table beside it. */
export const UsageChart = (props: Props) => {
  const { report, metric, text, format } = props
  const { series, window } = report
  const says = text.usage.chart
  const isEmpty = series.every((part) => part.asked === 0)
  const took = (ms: number | null) => (ms === null ? text.usage.none : format.took(ms))
  const numbersOf = ({ ok, errors, refused, credits, latency }: Part) => {
    if (metric === 'credits') return says.creditsIn(format.number(credits))
    if (metric === 'calls') return says.callsIn(format.number(ok), format.number(errors), format.number(refused))
    return latency.p50 === null ? says.noneIn : says.latencyIn(took(latency.p50), took(latency.p95), took(latency.p99))
  }
  const titleOf = (part: Part) => says.at(partName(part.start, window.step, text, format), numbersOf(part))
  const Drawing = metric === 'latency' ? Lines : Bars
  return (
    <div class="@container">
      {DRAWINGS.map(({ place, frame, room }) => (
        <svg
          class={`chart ${place} w-full`}
          viewBox={`0 0 ${frame.width} ${frame.height}`}
          role="img"
          aria-label={isEmpty ? says.none : says.heads[metric][window.step]}
        >
          <Drawing
            {...props}
            isEmpty={isEmpty}
            frame={frame}
            tick={tickOf(series, window.step, room, format)}
            titleOf={titleOf}
          />
          {isEmpty && (
            <text class="empty" x={(frame.left + frame.width) / 2} y={frame.height / 2} text-anchor="middle">
              {says.none}
            </text>
          )}
        </svg>
      ))}
    </div>
  )
}

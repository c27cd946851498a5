import type { MonthRevenue } from '../../src/domain/billing/revenue.ts'
import type { Format } from '../text/format.ts'
import type { Text } from '../text/text.ts'
import type { Frame } from './bars.ts'
import { layPairs } from './pairs.ts'
import { AxisLabel, Marks, SpanOf } from './parts.tsx'

/** Billed, paid. */
export const MONEY_FILLS = ['fill-bar', 'fill-ink-2'] as const
const ROOM = { top: 8, bottom: 24, left: 52 }

// One drawing for each width of the page, so that its text keeps its size; so many labels have room.
const DRAWINGS: { place: string; frame: Frame; room: number }[] = [
  { place: 'hidden @min-[50rem]:block', frame: { width: 960, height: 240, ...ROOM }, room: 12 },
  { place: 'hidden @min-[30rem]:block @min-[50rem]:hidden', frame: { width: 600, height: 216, ...ROOM }, room: 6 },
  { place: '@min-[30rem]:hidden', frame: { width: 340, height: 196, ...ROOM }, room: 3 },
]

export const startOf = (period: string): number => Date.parse(`${period}-01`)

interface Props {
  months: MonthRevenue[]
  currency: string
  text: Text
  format: Format
}

/** What was billed and paid in each month. Its numbers stand in a table beside it. */
export const MoneyChart = ({ months, currency, text, format }: Props) => {
  const says = text.revenue
  const isEmpty = months.every(({ billedMinor, paidMinor }) => billedMinor === 0 && paidMinor === 0)
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  const major = (minor: number) => minor / 10 ** maximumFractionDigits
  const numbers = months.map(({ billedMinor, paidMinor }) => [major(billedMinor), major(paidMinor)] as const)
  const drawn = (frame: Frame, room: number) => {
    const { pairs, lines, step } = layPairs(numbers, frame)
    const apart = Math.ceil(months.length / room)
    return (
      <>
        <Marks
          marks={(isEmpty ? lines.slice(0, 1) : lines).map(({ value, y }) => ({ y, name: format.compact(value) }))}
          frame={frame}
        />
        {months.map(({ period, billedMinor, paidMinor }, i) => {
          const { center = 0, bars = [] } = pairs[i] ?? {}
          const [billed, paid] = [billedMinor, paidMinor].map((minor) => format.money(minor, currency))
          return (
            <SpanOf
              title={says.monthOf(format.month(startOf(period)), billed ?? '', paid ?? '')}
              center={center}
              step={step}
              frame={frame}
            >
              {bars.map((bar, at) => bar && <rect class={MONEY_FILLS[at]} {...bar} rx="1" />)}
              {(months.length - 1 - i) % apart === 0 && (
                <AxisLabel center={center} frame={frame}>
                  {format.shortMonth(startOf(period))}
                </AxisLabel>
              )}
            </SpanOf>
          )
        })}
        {isEmpty && (
          <text class="empty" x={(frame.left + frame.width) / 2} y={frame.height / 2} text-anchor="middle">
            {says.nothingYet}
          </text>
        )}
      </>
    )
  }
  return (
    <div class="@container">
      {DRAWINGS.map(({ place, frame, room }) => (
        <svg
          class={`chart ${place} w-full`}
          viewBox={`0 0 ${frame.width} ${frame.height}`}
          role="img"
          aria-label={isEmpty ? says.nothingYet : `${says.byMonth}, ${currency}`}
        >
          {drawn(frame, room)}
        </svg>
      ))}
    </div>
  )
}

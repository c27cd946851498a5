import type { Child } from 'hono/jsx'
import type { Bar, Frame } from './bars.ts'

/** The name of a place on the axis, kept within the frame. */
export const AxisLabel = ({ center, frame, children }: { center: number; frame: Frame; children: string }) => {
  const isLast = center + 22 > frame.width
  return (
    <text x={isLast ? frame.width : center} y={frame.height - 6} text-anchor={isLast ? 'end' : 'middle'}>
      {children}
    </text>
  )
}

interface SpanProps {
  title: string
  center: number
  step: number
  frame: Frame
  children: Child
}

/** What stands at one place of a chart. It says its numbers when it is pointed at. */
export const SpanOf = ({ title, center, step, frame, children }: SpanProps) => (
  <g>
    <title>{title}</title>
    <rect
      class="span"
      x={center - step / 2}
      width={step}
      y={frame.top}
      height={frame.height - frame.bottom - frame.top}
    />
    {children}
  </g>
)

interface BarProps extends Omit<SpanProps, 'center'> {
  bar: Bar
  /** A class for each of its parts. */
  fills: readonly string[]
}

export const BarOf = ({ bar, fills, children, ...span }: BarProps) => (
  <SpanOf center={bar.center} {...span}>
    {bar.parts.map(
      (part, i) => part && <rect class={fills[i]} x={bar.x} width={bar.width} y={part.y} height={part.height} rx="1" />,
    )}
    {children}
  </SpanOf>
)

/** The lines across a chart, each with the value that it marks. */
export const Marks = ({ marks, frame }: { marks: { y: number; name: string }[]; frame: Frame }) => (
  <>
    {marks.map(({ y, name }) => (
      <>
        <line class="stroke-line" x1={frame.left} x2={frame.width} y1={y} y2={y} />
        <text x={frame.left - 8} y={y + 4} text-anchor="end">
          {name}
        </text>
      </>
    ))}
  </>
)

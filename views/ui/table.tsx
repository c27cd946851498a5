import type { Child } from 'hono/jsx'

export interface Column {
  name: string
  /** Numbers stand right, under their last digit. */
  number?: boolean
  /** The name is for screen readers alone. */
  hidden?: boolean
  class?: string
}

interface Props {
  caption: string
  columns: Column[]
  /** Rows become cards on narrow screens; cells then need their `label`. */
  cards?: boolean
  children: Child
}

/** A table with hairlines between its rows. Its caption is for screen readers: a heading stands above it. */
export const Table = ({ caption, columns, cards, children }: Props) => (
  <div class={cards ? 'table-cards' : undefined}>
    <table class="w-full border-collapse text-sm">
      <caption class="sr-only">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              scope="col"
              class={`border-b border-line-2 py-1.5 pr-3 font-medium whitespace-nowrap text-ink-3 last:pr-0 sm:pr-6 sm:last:pr-0 ${column.number ? 'text-right' : 'text-left'} ${column.class ?? ''}`}
            >
              {column.hidden ? <span class="sr-only">{column.name}</span> : column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
)

const CELL = 'border-b border-line py-2.25 pr-3 align-baseline last:pr-0 sm:pr-6 sm:last:pr-0'

interface CellProps {
  label?: string
  number?: boolean
  class?: string
  children?: Child
}

export const Cell = ({ label, number, class: more, children }: CellProps) => (
  <td class={`${CELL} ${number ? 'text-right' : ''} ${more ?? ''}`} data-label={label}>
    {children}
  </td>
)

/** The cell that names its row. */
export const RowHead = ({ label, class: more, children }: CellProps) => (
  <th scope="row" class={`${CELL} text-left font-[550] ${more ?? ''}`} data-label={label}>
    {children}
  </th>
)

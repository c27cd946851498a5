import type { NamedLine } from '../../src/domain/billing/bills.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Cell, RowHead, Table } from '../ui/table.tsx'
import { GROUPS, wordsOf } from './line.ts'

/** Makes the address of what a line counts; null of what counts nothing. */
export type Behind = (line: NamedLine) => { href: string; name: string; label: (line: string) => string } | null

interface Props {
  page: PageInfo
  lines: NamedLine[]
  currency: string
  behind: Behind
}

const Line = ({ page, line, currency, behind }: Omit<Props, 'lines'> & { line: NamedLine }) => {
  const text = page.text.bills
  const { name, span, quantity, unitPrice } = wordsOf(page, line, currency)
  const link = behind(line)
  return (
    <tr>
      <RowHead class="[overflow-wrap:anywhere]">
        <div>
          <p>{name}</p>
          {(span !== '' || link) && (
            <p class="flex flex-wrap gap-x-2 text-xs font-normal text-ink-3">
              {span !== '' && <span>{span}</span>}
              {link && (
                <a
                  class="inline-block text-accent hover:underline max-sm:py-1 print:hidden"
                  href={link.href}
                  aria-label={link.label(name)}
                >
                  {link.name}
                </a>
              )}
            </p>
          )}
        </div>
      </RowHead>
      <Cell label={text.quantity} number>
        {quantity}
      </Cell>
      <Cell label={text.unitPrice} number>
        {unitPrice}
      </Cell>
      <Cell label={text.amount} number class="whitespace-nowrap">
        {formatOf(page.locale).money(line.amountMinor, currency)}
      </Cell>
    </tr>
  )
}

/** What a bill is made of, grouped. */
export const Lines = ({ lines, ...props }: Props) => {
  const text = props.page.text.bills
  const groups = GROUPS.map(([name, kinds]) => ({ name, lines: lines.filter(({ kind }) => kinds.includes(kind)) }))
  return (
    <Table
      cards
      caption={text.lines}
      columns={[
        { name: text.what, class: 'w-1/2' },
        { name: text.quantity, number: true },
        { name: text.unitPrice, number: true },
        { name: text.amount, number: true },
      ]}
    >
      {groups
        .filter((group) => group.lines.length > 0)
        .map((group) => (
          <>
            <tr>
              <th
                scope="rowgroup"
                colspan={4}
                class="border-b border-line pt-5 pb-1.5 text-left text-xs font-medium text-ink-3"
              >
                {text.groups[group.name]}
              </th>
            </tr>
            {group.lines.map((line) => (
              <Line {...props} line={line} />
            ))}
          </>
        ))}
    </Table>
  )
}

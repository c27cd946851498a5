import { href, site } from '../../../../src/app/routes.ts'
import type { Passkey } from '../../../../src/domain/people/factors/factors.ts'
import type { PageInfo } from '../../../page.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { Cell, RowHead, Table } from '../../../ui/table.tsx'
import { When } from './when.tsx'

/** A user's passkeys. */
export const PasskeyTable = ({ page, passkeys }: { page: PageInfo; passkeys: Passkey[] }) => {
  const text = page.text.factors.passkeys
  return (
    <div class="mt-3 [&_tbody_tr:last-child>*]:border-0 max-sm:[&_tbody_tr:last-child]:border-0">
      <Table
        cards
        caption={text.title}
        columns={[
          { name: text.name, class: 'sm:w-1/2' },
          { name: text.created },
          { name: text.used },
          { name: text.change, hidden: true },
        ]}
      >
        {passkeys.map((passkey) => (
          <tr id={passkey.id}>
            <RowHead>
              <span class="text-ink [overflow-wrap:anywhere]">{passkey.name}</span>
            </RowHead>
            <Cell label={text.created} class="whitespace-nowrap">
              <When page={page} at={passkey.createdAt} />
            </Cell>
            <Cell label={text.used} class="whitespace-nowrap">
              <When page={page} at={passkey.usedAt} never={text.notUsed} />
            </Cell>
            <Cell class="text-right max-sm:!justify-end">
              <LinkButton
                kind="quiet"
                href={href(site.passkey, { id: passkey.id })}
                label={text.changeNamed(passkey.name)}
              >
                {text.change}
              </LinkButton>
            </Cell>
          </tr>
        ))}
      </Table>
    </div>
  )
}

import { href, site } from '../../../src/app/routes.ts'
import type { ApiKey } from '../../../src/domain/keys/keys.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Empty } from '../../ui/empty.tsx'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { KeyStatus } from './status.tsx'

/** The keys of an account; each name leads to its key. */
export const KeyList = ({ page, keys }: { page: PageInfo; keys: ApiKey[] }) => {
  const text = page.text.keys
  const format = formatOf(page.locale, page.timeZone)
  return (
    <section class="mt-8" id="keys" aria-labelledby="keys-title">
      <div class="mb-3 flex items-baseline justify-between gap-4">
        <h2 id="keys-title">{text.table}</h2>
        {keys.length > 0 && <p class="text-sm text-ink-3">{text.count(keys.length)}</p>}
      </div>
      {keys.length === 0 ? (
        <Empty title={text.none}>{page.reader?.may('keys.write') ? text.noneNote : text.noneReadOnly}</Empty>
      ) : (
        <Table
          cards
          caption={text.table}
          columns={[
            { name: text.name, class: 'sm:w-2/5' },
            { name: text.key },
            { name: text.status },
            { name: text.created },
            { name: text.expires },
          ]}
        >
          {keys.map((apiKey) => (
            <tr id={apiKey.id}>
              <RowHead>
                <a
                  class="text-accent [overflow-wrap:anywhere] hover:underline"
                  href={href(site.key, { id: apiKey.id })}
                >
                  {apiKey.name}
                </a>
              </RowHead>
              <Cell label={text.key}>
                <span class="font-mono text-xs">{apiKey.hint}</span>
              </Cell>
              <Cell label={text.status}>
                <KeyStatus page={page} apiKey={apiKey} />
              </Cell>
              <Cell label={text.created} class="whitespace-nowrap">
                <Time page={page} at={apiKey.createdAt}>
                  {format.date(apiKey.createdAt)}
                </Time>
              </Cell>
              <Cell label={text.expires} class="whitespace-nowrap text-ink-2">
                {apiKey.expiresAt === null ? (
                  text.never
                ) : (
                  <Time page={page} at={apiKey.expiresAt}>
                    {format.date(apiKey.expiresAt - 1)}
                  </Time>
                )}
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}

import type { Child } from 'hono/jsx'
import { href, site } from '../../../src/app/routes.ts'
import type { AccountContents } from '../../../src/domain/account/account.ts'
import type { Account } from '../../../src/domain/people/people.ts'
import { SettingsPage } from '../../layout/settings.tsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Time } from '../../ui/time.tsx'
import { LeakedKeys } from './account/leaked-keys.tsx'

interface Props {
  page: PageInfo
  account: Account
  contents: AccountContents
  /** What the reader's role allows. */
  may: { write: boolean; leave: boolean }
  filled: Filled
  /** Whether anyone reports leaked keys here. */
  isScanned: boolean
}

const Row = ({ name, children }: { name: string; children: Child }) => (
  <div class="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-4 border-b border-line py-2.25">
    <dt class="text-ink-3">{name}</dt>
    <dd class="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
  </div>
)

const Holds = ({ page, account, contents }: Pick<Props, 'page' | 'account' | 'contents'>) => {
  const text = page.text.account
  const format = formatOf(page.locale, page.timeZone)
  return (
    <section aria-labelledby="holds-title">
      <h2 class="mb-2" id="holds-title">
        {text.holds}
      </h2>
      <dl class="border-t border-line-2 text-sm">
        <Row name={text.plan}>{account.plan.name}</Row>
        <Row name={text.members}>{format.number(contents.members)}</Row>
        <Row name={text.keys}>{format.number(contents.keys)}</Row>
        <Row name={text.events}>{format.number(contents.events)}</Row>
        <Row name={text.since}>
          <Time page={page} at={account.createdAt}>
            {format.date(account.createdAt)}
          </Time>
        </Row>
        <Row name={text.id}>
          <span class="font-mono text-xs">{account.id}</span>
        </Row>
      </dl>
    </section>
  )
}

/** The account as a whole: its name, what it holds, and the ways to take it along or to end it. */
export const AccountPage = ({ page, account, contents, may, filled, isScanned }: Props) => {
  const text = page.text.account
  return (
    <SettingsPage page={page} title={text.title} place="account">
      <div class="max-w-text space-y-9">
        <section aria-labelledby="name-title">
          <h2 class="[overflow-wrap:anywhere]" id="name-title">
            {account.name}
          </h2>
          <p class="mt-1 text-sm text-ink-2">{text.lead}</p>
          {may.write && (
            <Form
              page={page}
              action={href(site.accountName)}
              label={text.rename}
              class="mt-4 flex flex-wrap items-start gap-3"
            >
              <Field
                page={page}
                filled={filled}
                name="name"
                label={text.name}
                hint={text.nameHint}
                value={account.name}
                maxlength={80}
                autocomplete="off"
                required
                class="min-w-0 grow basis-60"
              />
              <div class="sm:pt-6.5">
                <Button kind="plain">{page.text.act.save}</Button>
              </div>
            </Form>
          )}
        </section>
        <Holds page={page} account={account} contents={contents} />
        <LeakedKeys page={page} chosen={account.leakResponse} mayChoose={may.write} isScanned={isScanned} />
        <section aria-labelledby="archive-title">
          <h2 class="mb-2" id="archive-title">
            {page.text.archive.section}
          </h2>
          <p class="text-sm text-ink-2">{page.text.archive.sectionNote}</p>
          <div class="mt-3">
            <LinkButton kind="plain" href={href(site.archives)}>
              {page.text.archive.older}
            </LinkButton>
          </div>
        </section>
        <section aria-labelledby="export-title">
          <h2 class="mb-2" id="export-title">
            {text.export}
          </h2>
          <p class="text-sm text-ink-2">{text.exportNote}</p>
          {may.leave ? (
            <div class="mt-3">
              <LinkButton kind="plain" href={href(site.accountExport)}>
                {text.exportSubmit}
              </LinkButton>
            </div>
          ) : (
            <p class="mt-2 text-sm text-ink-3">{text.ownersOnly}</p>
          )}
        </section>
        {may.leave && account.deletionDueAt === null && (
          <section aria-labelledby="end-title">
            <h2 class="mb-2" id="end-title">
              {text.end}
            </h2>
            <p class="mb-3 text-sm text-ink-2">{text.endNote}</p>
            <LinkButton kind="danger" href={href(site.deletion)}>
              {text.endLink}
            </LinkButton>
          </section>
        )}
      </div>
    </SettingsPage>
  )
}

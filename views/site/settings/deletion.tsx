import { href, site } from '../../../src/app/routes.ts'
import { MemberPage } from '../../layout/member.tsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Field, type Filled } from '../../ui/field.tsx'

interface Props {
  page: PageInfo
  name: string
  /** UTC ms. */
  dueAt: number
}

const CANCEL = href(site.account)

const List = ({ title, items }: { title: string; items: string[] }) => (
  <section>
    <h2>{title}</h2>
    <ul class="mt-1 list-disc space-y-1 pl-5 text-sm text-ink-2">
      {items.map((item) => (
        <li>{item}</li>
      ))}
    </ul>
  </section>
)

/** Asks before an account is deleted: says what goes, what stays and until when it can be taken back, and has its name typed. */
export const DeletionPage = ({ page, name, dueAt, filled }: Props & { filled: Filled }) => {
  const text = page.text.deletion
  return (
    <MemberPage page={page} title={text.title(name)} place="settings">
      <Confirm
        page={page}
        title={text.title(name)}
        detail={text.lead(name, formatOf(page.locale, page.timeZone).moment(dueAt))}
        action={href(site.deletionAsking)}
        submit={text.submit(name)}
        cancel={{ name: text.cancel, href: CANCEL }}
      >
        <div class="space-y-5">
          <List title={text.goes} items={text.goesList} />
          <List title={text.stays} items={text.staysList} />
          <p class="text-sm text-ink-2">
            {text.meanwhile}{' '}
            <a class="text-accent underline" href={href(site.accountExport)}>
              {text.download}
            </a>
          </p>
          <Field
            page={page}
            filled={filled}
            name="name"
            label={text.name}
            hint={name}
            maxlength={200}
            autocomplete="off"
            required
          />
        </div>
      </Confirm>
    </MemberPage>
  )
}

/** Asks whether a deletion is taken back. */
export const WithdrawalPage = ({ page, name, dueAt }: Props) => {
  const text = page.text.deletion.withdrawal
  return (
    <MemberPage page={page} title={text.title(name)} place="settings">
      <Confirm
        page={page}
        title={text.title(name)}
        detail={text.detail(formatOf(page.locale, page.timeZone).moment(dueAt))}
        action={href(site.deletionWithdrawal)}
        submit={text.submit}
        tone="primary"
        cancel={{ name: text.cancel, href: CANCEL }}
      />
    </MemberPage>
  )
}

import { href, site } from '../../src/app/routes.ts'
import type { OpenInvitation } from '../../src/domain/teams/teams.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'

interface Props {
  page: PageInfo
  invitation: OpenInvitation
}

const Row = ({ name, value }: { name: string; value: string }) => (
  <div class="grid grid-cols-[7rem_minmax(0,1fr)] gap-4 border-b border-line py-2.25">
    <dt class="text-ink-3">{name}</dt>
    <dd class="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
  </div>
)

/** What the reader can do about it: accept, become who it is for, or neither. */
const Answer = ({ page, invitation }: Props) => {
  const { reader, text } = page
  const { invitation: words } = text.team
  if (!reader) {
    const signIn = `${href(site.login)}?next=${encodeURIComponent(href(site.invitation))}`
    return (
      <>
        <p class="text-ink-2">{words.signInFirst}</p>
        <div class="mt-5 flex flex-wrap gap-3">
          <LinkButton href={signIn}>{text.shell.signIn}</LinkButton>
          <LinkButton kind="plain" href={href(site.register)}>
            {text.shell.signUp}
          </LinkButton>
        </div>
      </>
    )
  }
  if (reader.accounts.some((one) => one.id === invitation.account.id)) {
    return <Notice tone="plain">{words.already}</Notice>
  }
  if (reader.email.toLowerCase() !== invitation.email.toLowerCase()) {
    return (
      <>
        <Notice tone="bad">
          <span class="[overflow-wrap:anywhere]">{words.another(invitation.email, reader.email)}</span>
        </Notice>
        <Form page={page} action={href(site.logout)} class="mt-5">
          <Button kind="plain">{text.shell.signOut}</Button>
        </Form>
      </>
    )
  }
  return (
    <Form page={page} action={href(site.invitationAcceptance)}>
      <p class="mb-5 text-ink-2">{words.acceptNote}</p>
      <Button>{words.accept}</Button>
    </Form>
  )
}

/** An invitation as its link shows it: which account, as what, from whom. Nothing happens before its reader says so. */
export const InvitationPage = ({ page, invitation }: Props) => {
  const { invitation: words, roles } = page.text.team
  const { account, role, invitedBy, email } = invitation
  return (
    <OpenPage page={page} title={words.title(account.name)}>
      <div class="max-w-text">
        <h1 class="[overflow-wrap:anywhere]">{words.title(account.name)}</h1>
        <p class="mt-2 text-ink-2">{words.lead(invitedBy)}</p>
        <dl class="mt-6 mb-6 border-t border-line-2 text-sm">
          <Row name={words.yourRole} value={roles[role]} />
          <Row name={words.for_} value={email} />
        </dl>
        <Answer page={page} invitation={invitation} />
      </div>
    </OpenPage>
  )
}

import { href, site } from '../../../../src/app/routes.ts'
import type { FactorState, Passkey } from '../../../../src/domain/people/factors/factors.ts'
import { MemberPage } from '../../../layout/member.tsx'
import type { PageInfo } from '../../../page.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { Notice } from '../../../ui/notice.tsx'

interface Props {
  page: PageInfo
  state: FactorState
  title: string
  detail: string
  action: string
  submit: string
}

const isLast = ({ app, passkeys }: FactorState) => passkeys.length + (app ? 1 : 0) === 1

const Removal = ({ page, state, title, detail, action, submit }: Props) => {
  const { cancel, last } = page.text.factors.removal
  return (
    <MemberPage page={page} title={title} place="settings">
      <Confirm
        page={page}
        title={title}
        detail={detail}
        action={action}
        submit={submit}
        cancel={{ name: cancel, href: href(site.factors) }}
      >
        {isLast(state) && <Notice tone="plain">{last}</Notice>}
      </Confirm>
    </MemberPage>
  )
}

/** Asks before the app goes. */
export const AppRemovalPage = ({ page, state }: { page: PageInfo; state: FactorState }) => {
  const { app, appDetail, submitApp } = page.text.factors.removal
  return (
    <Removal
      page={page}
      state={state}
      title={app}
      detail={appDetail}
      action={href(site.appRemoving)}
      submit={submitApp}
    />
  )
}

/** Asks before a passkey goes, and says which. */
export const PasskeyRemovalPage = (props: { page: PageInfo; state: FactorState; passkey: Passkey }) => {
  const { page, state, passkey } = props
  const text = page.text.factors.removal
  return (
    <Removal
      page={page}
      state={state}
      title={text.passkey(passkey.name)}
      detail={text.passkeyDetail}
      action={href(site.passkeyRemoving, { id: passkey.id })}
      submit={text.submitPasskey}
    />
  )
}

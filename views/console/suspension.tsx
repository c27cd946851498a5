import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Field, type Filled } from '../ui/field.tsx'

interface Props {
  page: PageInfo
  of: 'account' | 'user'
  name: string
  action: string
  /** The list to go back to. */
  back: string
  filled: Filled
}

/** Asks for the reason before an account or a user is suspended. */
export const SuspensionPage = ({ page, of, name, action, back, filled }: Props) => {
  const text = of === 'account' ? page.text.console.suspendAccount : page.text.console.suspendUser
  return (
    <ConsolePage page={page} title={text.title(name)} place={of === 'account' ? 'accounts' : 'users'}>
      <Confirm
        page={page}
        title={text.title(name)}
        detail={text.detail}
        action={action}
        submit={text.submit(name)}
        cancel={{ name: text.cancel, href: back }}
      >
        <Field
          page={page}
          filled={filled}
          name="reason"
          label={text.reason}
          hint={text.reasonHint}
          maxlength={200}
          autocomplete="off"
          required
        />
      </Confirm>
    </ConsolePage>
  )
}

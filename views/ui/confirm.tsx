import type { Child } from 'hono/jsx'
import type { PageInfo } from '../page.ts'
import { Button, LinkButton } from './button.tsx'
import { Form } from './form.tsx'

interface Props {
  page: PageInfo
  title: string
  detail: string
  action: string
  submit: string
  /** A good act asks in another tone. */
  tone?: 'danger' | 'primary'
  cancel: { name: string; href: string }
  /** It moves money: done once, however often it is sent. */
  once?: boolean
  /** Fields between the question and its buttons. */
  children?: Child
}

/** Asks before something that cannot be taken back, and names it. */
export const Confirm = ({ page, title, detail, action, submit, tone = 'danger', cancel, once, children }: Props) => (
  <div class="max-w-text">
    <h1 class="[overflow-wrap:anywhere]">{title}</h1>
    <p class="mt-3 text-ink-2 [overflow-wrap:anywhere]">{detail}</p>
    <Form page={page} action={action} once={once ?? false} class="mt-6">
      {children}
      <div class="mt-6 flex flex-wrap gap-3">
        <Button kind={tone}>{submit}</Button>
        <LinkButton kind="plain" href={cancel.href}>
          {cancel.name}
        </LinkButton>
      </div>
    </Form>
  </div>
)

import type { Child } from 'hono/jsx'
import { assets } from '../assets.gen.ts'
import type { PageInfo } from '../page.ts'
import { Button, type ButtonKind } from './button.tsx'
import { Form } from './form.tsx'

interface Props {
  page: PageInfo
  /** Whether a passkey is made, or signs. */
  kind: 'create' | 'get'
  action: string
  /** Where the script asks for the challenge. */
  question: string
  submit: string
  button?: ButtonKind
  next?: string | null
  class?: string
  /** Fields, and what stands beside the button. */
  children?: Child
  beside?: Child
}

/** A form that a passkey fills: views/assets/passkeys.js does it. It is not there where the browser knows no passkeys. */
export const PasskeyForm = (props: Props) => {
  const { page, kind, action, question, submit, button = 'primary', next = null, children, beside } = props
  const { cancelled, known, failed } = page.text.factors.ceremony
  return (
    <Form
      page={page}
      action={action}
      class={`needs-passkeys ${props.class ?? ''}`}
      data-passkey={kind}
      data-question={question}
      data-cancelled={cancelled}
      data-known={known}
      data-failed={failed}
    >
      {next !== null && <input type="hidden" name="next" value={next} />}
      <input type="hidden" name="credential" value="" />
      {children}
      <div class="flex flex-wrap gap-3">
        <Button kind={button}>{submit}</Button>
        {beside}
      </div>
      <p class="mt-2 text-sm text-bad empty:hidden" role="alert" data-problem />
      <script src={assets.passkeys} defer />
    </Form>
  )
}

import { href, site } from '../../../../src/app/routes.ts'
import type { Failure } from '../../../../src/domain/failures.ts'
import type { PageInfo } from '../../../page.ts'
import { Button, LinkButton } from '../../../ui/button.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Form } from '../../../ui/form.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { State } from '../../../ui/state.tsx'
import { Why } from '../../../ui/why.tsx'

export interface ShownAddress {
  shown: string
  isConfirmed: boolean
  /** The one that waits for its link, if there is one. */
  unconfirmed: string | null
  /** Seconds until another link may be asked for. */
  wait: number
}

const Line = ({ address, tone, state }: { address: string; tone: 'good' | 'off'; state: string }) => (
  <span class="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5">
    <span>{address}</span>
    <State tone={tone}>{state}</State>
  </span>
)

/** The mail address, the one that is to take its place, and the way to another link. */
export const AddressSection = (props: { page: PageInfo; address: ShownAddress; failure: Failure | null }) => {
  const { page, address, failure } = props
  const text = page.text.access.address
  const { shown, isConfirmed, unconfirmed, wait } = address
  const current = (
    <Line address={shown} tone={isConfirmed ? 'good' : 'off'} state={isConfirmed ? text.confirmed : text.unconfirmed} />
  )
  const other = unconfirmed !== null && unconfirmed !== shown ? unconfirmed : null
  return (
    <section class="max-w-text" aria-labelledby="address">
      <h2 id="address">{text.title}</h2>
      <p class="mt-1 mb-4 text-sm text-ink-2">{text.lead}</p>
      {failure && (
        <div class="mb-4">
          <Notice tone="bad">
            <Why page={page} failure={failure} />
          </Notice>
        </div>
      )}
      <Facts
        facts={[
          [text.current, current],
          ...(other === null
            ? []
            : [[text.pending, <Line address={other} tone="off" state={text.waiting} />] as [string, typeof current]]),
        ]}
      />
      {other !== null && <p class="mt-2 text-sm text-ink-3">{text.pendingNote}</p>}
      <div class="mt-4 flex flex-wrap items-center gap-3">
        {unconfirmed !== null && (
          <Form page={page} action={href(site.verificationResend)}>
            <Button kind="plain">{text.resend}</Button>
          </Form>
        )}
        <LinkButton kind="plain" href={href(site.addressChange)}>
          {text.change}
        </LinkButton>
        {wait > 0 && !failure && <p class="text-sm text-ink-3">{text.wait(wait)}</p>}
      </div>
    </section>
  )
}

import type { Child } from 'hono/jsx'
import { href, site } from '../../../src/app/routes.ts'
import type { PageInfo } from '../../page.ts'
import { Button } from '../../ui/button.tsx'
import type { Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import type { KeyInfo } from '../key.tsx'
import { Expiry, Limits, Metadata, Name, Notes, ScopesAndAddresses } from '../keys/fields.tsx'

interface Props {
  page: PageInfo
  info: KeyInfo
  filled: Filled
}

/** A part of what can be changed, folded away until it is wanted or something in it was wrong. */
const Part = (props: Props & { title: string; fields: string[]; children: Child }) => {
  const { page, info, filled, title, fields, children } = props
  const action = href(site.keyChange, { id: info.apiKey.id })
  const isWrong = filled.errors.some(({ field }) => fields.some((name) => field.startsWith(name)))
  return (
    <details class="border-b border-line" open={isWrong}>
      <summary class="min-h-11 content-center py-2 font-[550] hover:text-accent sm:min-h-0">{title}</summary>
      <Form
        page={page}
        action={action}
        label={title}
        class="space-y-4 pt-2 pb-5"
        hx-post={action}
        hx-target="#key"
        hx-swap="outerHTML"
      >
        {children}
        <Button kind="plain">{page.text.act.save}</Button>
      </Form>
    </details>
  )
}

/** All that can be changed on a key, part by part. Of a revoked one that is what is said about it. */
export const KeyChangeForms = (props: Props) => {
  const { page, info, filled } = props
  const text = page.text.keyFields
  const own = { page, filled, apiKey: info.apiKey }
  const isRevoked = info.apiKey.status === 'revoked'
  return (
    <section aria-labelledby="change-title">
      <h2 class="mb-2" id="change-title">
        {text.change}
      </h2>
      <div class="border-t border-line">
        <Part {...props} title={text.words} fields={['name', 'environment', 'note']}>
          <Name {...own} />
          <Notes {...own} />
        </Part>
        {!isRevoked && (
          <>
            <Part {...props} title={text.limits} fields={['rate_limit', 'quota']}>
              <Limits {...own} routes={info.routes} />
            </Part>
            <Part {...props} title={text.use} fields={['scopes', 'allowed_ips']}>
              <ScopesAndAddresses {...own} />
            </Part>
            <Part {...props} title={text.expiry} fields={['expires_at']}>
              <Expiry {...own} />
            </Part>
          </>
        )}
        <Part {...props} title={text.metadata} fields={['metadata']}>
          <Metadata {...own} />
        </Part>
      </div>
    </section>
  )
}

/** Switches a key off, and on again. */
export const KeySwitch = ({ page, info }: { page: PageInfo; info: KeyInfo }) => {
  const text = page.text.keyFields
  const { id, status } = info.apiKey
  const isOn = status === 'active'
  const action = href(site.keyChange, { id })
  return (
    <section aria-labelledby="switch-title">
      <h2 id="switch-title">{text.switch}</h2>
      <p class="mt-1 mb-3 text-sm text-ink-2">{isOn ? text.isOn : text.isOff}</p>
      <Form page={page} action={action} hx-post={action} hx-target="#key" hx-swap="outerHTML">
        <input type="hidden" name="status" value={isOn ? 'disabled' : 'active'} />
        <Button kind="plain">{isOn ? text.switchOff : text.switchOn}</Button>
      </Form>
    </section>
  )
}

import type { Child } from 'hono/jsx'
import { href, site } from '../../src/app/routes.ts'
import type { ApiKey } from '../../src/domain/keys/keys.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Field, type Filled } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { Time } from '../ui/time.tsx'
import { KeyStatus } from './keys/status.tsx'

const Row = ({ name, children }: { name: string; children: Child }) => (
  <div class="grid grid-cols-[7rem_minmax(0,1fr)] gap-4 border-b border-line py-2.25">
    <dt class="text-ink-3">{name}</dt>
    <dd class="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
  </div>
)

/** One key: what it is, its name to change, and its end. */
export const KeyPage = ({ page, apiKey, filled }: { page: PageInfo; apiKey: ApiKey; filled: Filled }) => {
  const { key, keys, act } = page.text
  const format = formatOf(page.locale, page.timeZone)
  const moment = (at: number) => (
    <Time page={page} at={at}>
      {format.moment(at)}
    </Time>
  )
  const mayWrite = page.reader?.may('keys.write')
  return (
    <MemberPage page={page} title={apiKey.name} place="keys">
      <p class="text-sm">
        <a class="text-accent hover:underline" href={href(site.keys)}>
          ← {keys.title}
        </a>
      </p>
      <h1 class="mt-1 [overflow-wrap:anywhere]">{apiKey.name}</h1>
      <div class="mt-6 max-w-text space-y-9">
        {apiKey.revokedAt !== null && <Notice tone="plain">{key.revokedSince(format.moment(apiKey.revokedAt))}</Notice>}
        <section aria-labelledby="details-title">
          <h2 class="mb-2" id="details-title">
            {key.details}
          </h2>
          <dl class="border-t border-line-2 text-sm">
            <Row name={keys.key}>
              <span class="font-mono text-xs">{apiKey.hint}</span>
            </Row>
            <Row name={keys.status}>
              <KeyStatus page={page} apiKey={apiKey} />
            </Row>
            <Row name={keys.created}>{moment(apiKey.createdAt)}</Row>
            <Row name={keys.expires}>{apiKey.expiresAt === null ? keys.never : moment(apiKey.expiresAt)}</Row>
            {apiKey.revokedAt !== null && <Row name={key.revokedAt}>{moment(apiKey.revokedAt)}</Row>}
            <Row name={key.id}>
              <span class="font-mono text-xs">{apiKey.id}</span>
            </Row>
          </dl>
        </section>
        {mayWrite && (
          <section aria-labelledby="rename-title">
            <h2 class="mb-3" id="rename-title">
              {key.rename}
            </h2>
            <Form
              page={page}
              action={href(site.keyName, { id: apiKey.id })}
              class="flex flex-wrap items-start gap-x-3 gap-y-3"
            >
              <Field
                class="min-w-full grow sm:min-w-48"
                page={page}
                filled={filled}
                name="name"
                label={keys.name}
                value={apiKey.name}
                maxlength={80}
                autocomplete="off"
                required
              />
              <div class="sm:pt-6.5">
                <Button kind="plain">{act.save}</Button>
              </div>
            </Form>
          </section>
        )}
        {mayWrite && apiKey.status !== 'revoked' && (
          <section aria-labelledby="end-title">
            <h2 id="end-title">{key.end}</h2>
            <p class="mt-1 mb-3 text-sm text-ink-2">{key.endNote}</p>
            <LinkButton kind="danger" href={href(site.keyRevocation, { id: apiKey.id })}>
              {key.revoke}
            </LinkButton>
          </section>
        )}
        {!mayWrite && <p class="text-sm text-ink-3">{keys.readOnly}</p>}
      </div>
    </MemberPage>
  )
}

import { href, site } from '../../src/app/routes.ts'
import type { ApiKey, Made } from '../../src/domain/keys/keys.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { LinkButton } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { EMPTY } from '../ui/field.tsx'
import { NewKey } from '../ui/new-key.tsx'
import { Select } from '../ui/select.tsx'

const GRACES = [0, 300, 3_600, 86_400, 604_800] as const
const USUAL = 86_400

/** Asks how long the old key is to work on before a new one is made. */
export const RotationPage = ({ page, apiKey }: { page: PageInfo; apiKey: ApiKey }) => {
  const { rotation } = page.text
  return (
    <MemberPage page={page} title={rotation.title(apiKey.name)} place="keys">
      <Confirm
        page={page}
        title={rotation.title(apiKey.name)}
        detail={rotation.detail}
        action={href(site.keyRotating, { id: apiKey.id })}
        submit={rotation.submit}
        tone="primary"
        cancel={{ name: rotation.cancel, href: href(site.key, { id: apiKey.id }) }}
      >
        <Select class="max-w-80" page={page} filled={EMPTY} name="grace_seconds" label={rotation.grace}>
          {GRACES.map((seconds) => (
            <option value={seconds} selected={seconds === USUAL}>
              {rotation.graces[seconds]}
            </option>
          ))}
        </Select>
      </Confirm>
    </MemberPage>
  )
}

/** The new key, the only time its text is shown, and until when the old one works. */
export const RotatedPage = ({ page, old, made }: { page: PageInfo; old: ApiKey; made: Made }) => {
  const { rotation } = page.text
  const { moment } = formatOf(page.locale, page.timeZone)
  const isOver = old.status === 'revoked' || old.expiresAt === null
  return (
    <MemberPage page={page} title={rotation.made(old.name)} place="keys">
      <div class="max-w-text">
        <h1 class="mb-5 [overflow-wrap:anywhere]">{rotation.made(old.name)}</h1>
        <NewKey page={page} apiKey={made.text} inForce={made.inForce} />
        <p class="mt-6 text-ink-2">{isOver ? rotation.oldOver : rotation.oldUntil(moment(old.expiresAt ?? 0))}</p>
        <div class="mt-5 flex flex-wrap gap-3">
          <LinkButton kind="plain" href={href(site.key, { id: old.id })}>
            {rotation.toOld}
          </LinkButton>
          <LinkButton kind="plain" href={href(site.key, { id: made.value.id })}>
            {rotation.toNew}
          </LinkButton>
        </div>
      </div>
    </MemberPage>
  )
}

import { href, site } from '../../src/app/routes.ts'
import type { KeyRequest } from '../../src/domain/keys/activity.ts'
import type { ApiKey } from '../../src/domain/keys/keys.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { LinkButton } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Kept, keysHref } from './keys/filter.tsx'

/** Asks before several keys end for good, and names them all. It leads back to the list that they were chosen from. */
export const RevocationsPage = ({ page, keys, request }: { page: PageInfo; keys: ApiKey[]; request: KeyRequest }) => {
  const { revocations } = page.text
  const title = revocations.title(keys.length)
  return (
    <MemberPage page={page} title={title} place="keys">
      <Confirm
        page={page}
        title={title}
        detail={revocations.detail}
        action={href(site.keysRevoking)}
        submit={revocations.submit(keys.length)}
        cancel={{ name: revocations.cancel, href: keysHref(request) }}
      >
        <Kept request={request} />
        <ul class="divide-y divide-line border-y border-line text-sm">
          {keys.map(({ id, name, hint }) => (
            <li class="flex flex-wrap justify-between gap-x-4 py-2">
              <input type="hidden" name="id" value={id} />
              <span class="font-[550] [overflow-wrap:anywhere]">{name}</span>
              <span class="font-mono text-xs text-ink-2">{hint}</span>
            </li>
          ))}
        </ul>
      </Confirm>
    </MemberPage>
  )
}

/** What stands there when nothing was chosen that can end. */
export const NoRevocationsPage = ({ page }: { page: PageInfo }) => {
  const { revocations } = page.text
  return (
    <MemberPage page={page} title={revocations.none} place="keys">
      <h1>{revocations.none}</h1>
      <p class="mt-3 mb-6 max-w-text text-ink-2">{revocations.noneNote}</p>
      <LinkButton kind="plain" href={href(site.keys)}>
        {page.text.keys.title}
      </LinkButton>
    </MemberPage>
  )
}

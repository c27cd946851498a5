import { href, site } from '../../src/app/routes.ts'
import type { ApiKey } from '../../src/domain/keys/keys.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { Confirm } from '../ui/confirm.tsx'

/** Asks before a key ends for good. */
export const RevocationPage = ({ page, apiKey }: { page: PageInfo; apiKey: ApiKey }) => {
  const { revocation } = page.text
  return (
    <MemberPage page={page} title={revocation.title(apiKey.name)} place="keys">
      <Confirm
        page={page}
        title={revocation.title(apiKey.name)}
        detail={revocation.detail(apiKey.hint)}
        action={href(site.keyRevoking, { id: apiKey.id })}
        submit={revocation.submit(apiKey.name)}
        cancel={{ name: revocation.cancel, href: href(site.key, { id: apiKey.id }) }}
      />
    </MemberPage>
  )
}

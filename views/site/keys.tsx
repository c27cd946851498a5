import type { KeyRequest, KeyRow } from '../../src/domain/keys/activity.ts'
import type { Page } from '../../src/domain/page.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import type { Filled } from '../ui/field.tsx'
import { Partial } from '../ui/partial.tsx'
import { type CreatedKey, KeyCreation } from './keys/creation.tsx'
import type { RouteName } from './keys/fields.tsx'
import { KeyList } from './keys/list.tsx'

interface Props {
  page: PageInfo
  filled: Filled
  created: CreatedKey | null
  list: Page<KeyRow>
  request: KeyRequest
  routes: RouteName[]
}

/** An account's keys, and where the next one is made. */
export const KeysPage = ({ page, filled, created, list, request, routes }: Props) => (
  <MemberPage page={page} title={page.text.keys.title} place="keys">
    <h1>{page.text.keys.title}</h1>
    <p class="mt-1 max-w-text text-ink-2">{page.text.keys.lead}</p>
    {page.reader?.may('keys.write') ? (
      <KeyCreation page={page} filled={filled} created={created} routes={routes} />
    ) : (
      <p class="mt-3 max-w-text text-sm text-ink-3">{page.text.keys.readOnly}</p>
    )}
    <KeyList page={page} list={list} request={request} />
  </MemberPage>
)

/** What changes on the page when a key was made: the form with the key above it, and the list. */
export const KeyCreated = ({ page, filled, created, list, request, routes }: Props) => (
  <>
    <KeyCreation page={page} filled={filled} created={created} routes={routes} />
    <Partial of="keys">
      <KeyList page={page} list={list} request={request} />
    </Partial>
  </>
)

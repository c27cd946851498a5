import { href, site } from '../../../src/app/routes.ts'
import type { PageInfo } from '../../page.ts'
import { Button } from '../../ui/button.tsx'
import { Check, type Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { NewKey } from '../../ui/new-key.tsx'
import { Expiry, Limits, Metadata, Name, Notes, type RouteName, ScopesAndAddresses } from './fields.tsx'

export interface CreatedKey {
  name: string
  text: string
  inForce: boolean
}

interface Props {
  page: PageInfo
  filled: Filled
  created: CreatedKey | null
  routes: RouteName[]
}

/** The form for a key, below the one that was just made. With htmx it takes its own place; without, the page comes anew. */
export const KeyCreation = ({ page, filled, created, routes }: Props) => {
  const { keys, newKey, keyFields } = page.text
  const isBelow = filled.errors.some(({ field }) => field !== 'name' && field !== 'expires_at')
  return (
    <section class="mt-6" id="key-creation" aria-label={keys.creation}>
      {created && (
        <div class="mb-6 max-w-text">
          <h2 class="mb-3 outline-none [overflow-wrap:anywhere]" tabindex={-1} autofocus>
            {newKey.created(created.name)}
          </h2>
          <NewKey page={page} apiKey={created.text} inForce={created.inForce} />
        </div>
      )}
      <Form
        page={page}
        action={href(site.keyCreation)}
        label={keys.creation}
        class="grid gap-x-4 gap-y-4 border-y border-line py-5 md:grid-cols-[minmax(0,1fr)_14rem_auto]"
        hx-post={href(site.keyCreation)}
        hx-target="#key-creation"
        hx-swap="outerHTML"
      >
        <Name page={page} filled={filled} />
        <Expiry page={page} filled={filled} />
        <div class="md:pt-6.5">
          <Button>{keys.create}</Button>
        </div>
        <details class="md:col-span-3" open={isBelow}>
          <summary class="min-h-11 content-center text-sm text-accent hover:underline sm:min-h-0">
            {keyFields.more}
          </summary>
          <div class="mt-4 grid gap-x-8 gap-y-5 lg:grid-cols-2">
            <div class="space-y-4">
              <Notes page={page} filled={filled} />
              <ScopesAndAddresses page={page} filled={filled} />
            </div>
            <div class="space-y-4">
              <Limits page={page} filled={filled} routes={routes} />
              <Metadata page={page} filled={filled} />
              <Check
                name="status"
                value="disabled"
                label={keyFields.offAtFirst}
                hint={keyFields.offAtFirstHint}
                checked={filled.values.status === 'disabled'}
              />
            </div>
          </div>
        </details>
      </Form>
    </section>
  )
}

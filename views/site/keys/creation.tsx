import { href, site } from '../../../src/app/routes.ts'
import { dateAt, endOfDay } from '../../../src/domain/time-zones.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Button } from '../../ui/button.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { NewKey } from '../../ui/new-key.tsx'

export interface CreatedKey {
  name: string
  text: string
  inForce: boolean
}

/** The form for a key, below the one that was just made. With htmx it takes its own place; without, the page comes anew. */
export const KeyCreation = ({
  page,
  filled,
  created,
}: {
  page: PageInfo
  filled: Filled
  created: CreatedKey | null
}) => {
  const { keys, newKey } = page.text
  const tomorrow = dateAt(page.timeZone, endOfDay(page.timeZone, dateAt(page.timeZone, page.now)))
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
        <Field
          page={page}
          filled={filled}
          name="name"
          label={keys.name}
          hint={keys.nameHint}
          maxlength={80}
          autocomplete="off"
          required
        />
        <Field
          page={page}
          filled={filled}
          name="expires_at"
          type="date"
          label={keys.expires}
          hint={keys.expiresHint(formatOf(page.locale, page.timeZone).zone)}
          min={tomorrow}
        />
        <div class="md:pt-6.5">
          <Button>{keys.create}</Button>
        </div>
      </Form>
    </section>
  )
}

import { href, site } from '../../../../src/app/routes.ts'
import type { LeakResponse } from '../../../../src/domain/leaks/leak.ts'
import type { PageInfo } from '../../../page.ts'
import { Button } from '../../../ui/button.tsx'
import { Form } from '../../../ui/form.tsx'

interface Props {
  page: PageInfo
  chosen: LeakResponse
  mayChoose: boolean
  /** Whether anyone reports leaked keys here. */
  isScanned: boolean
}

const ORDER: LeakResponse[] = ['revoke', 'rotate', 'notify']

const Choice = ({ page, response, chosen }: { page: PageInfo; response: LeakResponse; chosen: LeakResponse }) => {
  const { responses, notes } = page.text.leaks
  return (
    <label class="flex gap-3 border-b border-line py-2.5 last:border-b-0">
      <input
        class="mt-1 size-4 shrink-0"
        type="radio"
        name="response"
        value={response}
        checked={response === chosen}
        aria-describedby={`leak-${response}-note`}
      />
      <span class="text-sm">
        <span class="block font-[550]">{responses[response]}</span>
        <span class="block text-ink-2" id={`leak-${response}-note`}>
          {notes[response]}
        </span>
      </span>
    </label>
  )
}

/** What the account wants done with a key of its own that was found in public. */
export const LeakedKeys = ({ page, chosen, mayChoose, isScanned }: Props) => {
  const text = page.text.leaks
  return (
    <section aria-labelledby="leaks-title" id="leaked-keys">
      <h2 class="mb-2" id="leaks-title">
        {text.title}
      </h2>
      <p class="text-sm text-ink-2">{text.lead}</p>
      {!isScanned && <p class="mt-2 text-sm text-ink-3">{text.notScanned}</p>}
      {mayChoose ? (
        <Form page={page} action={href(site.leakResponse)} class="mt-3">
          <fieldset class="border-y border-line-2">
            <legend class="sr-only">{text.choose}</legend>
            {ORDER.map((response) => (
              <Choice page={page} response={response} chosen={chosen} />
            ))}
          </fieldset>
          <div class="mt-4">
            <Button kind="plain">{page.text.act.save}</Button>
          </div>
        </Form>
      ) : (
        <div class="mt-3 space-y-1 text-sm">
          <p class="font-[550]">{text.responses[chosen]}</p>
          <p class="text-ink-2">{text.notes[chosen]}</p>
          <p class="text-ink-3">{text.only}</p>
        </div>
      )}
    </section>
  )
}

import { href, site } from '../../src/app/routes.ts'
import type { Scope } from '../../src/domain/service-tokens/scopes.ts'
import { dateAt, endOfDay } from '../../src/domain/time-zones.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Copy } from '../ui/code.tsx'
import { Described, Field, type Filled } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { PLACES, type TokenPlace } from './place.ts'

/** A token's text, the only time it is shown. */
export const NewToken = ({ page, name, text }: { page: PageInfo; name: string; text: string }) => {
  const { tokens, act } = page.text
  return (
    <section class="max-w-text space-y-3">
      <h2 class="outline-none [overflow-wrap:anywhere]" tabindex={-1} autofocus>
        {tokens.created(name)}
      </h2>
      <div class="flex items-center gap-2 rounded-md border-2 border-bar bg-sheet py-1.5 pr-2 pl-4">
        <code class="min-w-0 grow py-1.5 text-sm break-all" id="new-token" data-testid="service-token">
          {text}
        </code>
        <Copy page={page} from="new-token" label={`${act.copy}: ${tokens.label}`} />
      </div>
      <p class="text-sm text-ink-2">{tokens.once}</p>
    </section>
  )
}

interface Props {
  page: PageInfo
  place: TokenPlace
  scopes: readonly Scope[]
  filled: Filled
  isFresh: boolean
}

const Scopes = ({ page, scopes, filled }: Pick<Props, 'page' | 'scopes' | 'filled'>) => {
  const { tokens } = page.text
  const error = filled.errors.find(({ field }) => field.split('.', 1)[0] === 'scopes')
  const ticked = filled.values.scopes?.split(' ') ?? []
  return (
    <fieldset aria-describedby={error && 'scopes-error'}>
      <legend class="text-sm font-[550]">{tokens.scopes}</legend>
      <div class="mt-1.5 flex flex-wrap gap-x-6 sm:gap-y-1.5">
        {scopes.map((scope) => (
          <label class="flex min-h-11 items-center gap-2.5 text-sm sm:min-h-0">
            <input
              class="size-4 shrink-0"
              type="checkbox"
              name="scopes"
              value={scope}
              checked={ticked.includes(scope)}
            />
            {tokens.scopeNames[scope]}
          </label>
        ))}
      </div>
      <Described page={page} name="scopes" error={error} hint={undefined} />
    </fieldset>
  )
}

/** The form for a token; before it the password, when that was typed too long ago. */
export const TokenCreation = ({ page, place, scopes, filled, isFresh }: Props) => {
  const { tokens } = page.text
  const { list, creation } = PLACES[place]
  const again = `${href(site.loginAgain)}?next=${encodeURIComponent(href(list))}`
  const tomorrow = dateAt(page.timeZone, endOfDay(page.timeZone, dateAt(page.timeZone, page.now)))
  return (
    <section aria-labelledby="creation-title">
      <h2 class={isFresh ? 'sr-only' : 'mb-1'} id="creation-title">
        {tokens.creation}
      </h2>
      {isFresh ? (
        <Form
          page={page}
          action={href(creation)}
          label={tokens.creation}
          class="grid gap-x-4 gap-y-5 border-y border-line py-5 md:grid-cols-[minmax(0,1fr)_14rem]"
        >
          <Field
            page={page}
            filled={filled}
            name="name"
            label={tokens.name}
            hint={tokens.nameHint}
            maxlength={80}
            autocomplete="off"
            required
          />
          <Field
            page={page}
            filled={filled}
            name="expires_at"
            type="date"
            label={tokens.expires}
            hint={tokens.expiresHint(formatOf(page.locale, page.timeZone).zone)}
            min={tomorrow}
          />
          <div class="md:col-span-2">
            <Scopes page={page} scopes={scopes} filled={filled} />
          </div>
          <div>
            <Button>{tokens.create}</Button>
          </div>
        </Form>
      ) : (
        <>
          <p class="mb-4 max-w-text text-sm text-ink-2">{tokens.fresh}</p>
          <LinkButton kind="plain" href={again}>
            {tokens.unlock}
          </LinkButton>
        </>
      )}
    </section>
  )
}

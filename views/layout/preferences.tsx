import { href, site } from '../../src/app/routes.ts'
import type { PageInfo } from '../page.ts'
import { LANGUAGE_NAMES } from '../text/languages.ts'
import { Form } from '../ui/form.tsx'

const CHOICES = 'inline-flex divide-x divide-line-2 overflow-hidden rounded border border-line-2'
const CHOICE =
  'min-h-11 px-2 text-xs text-ink-2 -outline-offset-2 hover:text-ink aria-pressed:bg-wash aria-pressed:font-[550] aria-pressed:text-ink lg:min-h-7'

/** Language and theme: forms that bring the reader back to where they were. */
export const Preferences = ({ page }: { page: PageInfo }) => {
  const { shell } = page.text
  const themes = ['system', 'light', 'dark'] as const
  return (
    <div class="flex flex-wrap gap-2">
      <Form page={page} action={href(site.language)} label={shell.language} class={CHOICES}>
        <input type="hidden" name="back" value={page.here} />
        {Object.entries(LANGUAGE_NAMES).map(([locale, { name, tag }]) => (
          <button
            type="submit"
            class={CHOICE}
            name="locale"
            value={locale}
            lang={tag}
            aria-pressed={locale === page.locale ? 'true' : 'false'}
          >
            {name}
          </button>
        ))}
      </Form>
      <Form page={page} action={href(site.theme)} label={shell.theme} class={CHOICES}>
        <input type="hidden" name="back" value={page.here} />
        {themes.map((theme) => (
          <button
            type="submit"
            class={CHOICE}
            name="theme"
            value={theme}
            aria-pressed={theme === (page.theme ?? 'system') ? 'true' : 'false'}
          >
            {shell.themes[theme]}
          </button>
        ))}
      </Form>
    </div>
  )
}

import { consolePages, href } from '../../../src/app/routes.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { RoutePartsProps } from '../route.tsx'
import { FIELDS } from './fields.tsx'
import type { Section } from './sections.ts'
import { VALUES } from './values.tsx'

const swapped = { 'hx-target': '#route', 'hx-swap': 'outerHTML' }

/** The way into a section's form, and for a secret the way out of it. */
const Ways = ({ page, route, section }: Pick<RoutePartsProps, 'page' | 'route'> & { section: Section }) => {
  const text = page.text.route
  const title = text.sections[section]
  const edit = `${href(consolePages.route, { id: route.id })}?edit=${section}`
  const word = section !== 'secret' ? text.edit : route.options.secret ? text.secretReplace : text.secretAdd
  const quiet = 'inline-flex min-h-11 items-center text-sm font-[550] text-accent hover:underline sm:min-h-0'
  return (
    <span class="flex gap-4">
      <a
        class={quiet}
        href={`${edit}#${section}`}
        aria-label={section === 'secret' ? `${word}: ${title}` : text.editNamed(title)}
        hx-get={edit}
        {...swapped}
      >
        {word}
      </a>
      {section === 'secret' && route.options.secret && (
        <a
          class={quiet}
          href={href(consolePages.routeSecretRemoval, { id: route.id })}
          aria-label={`${text.secretRemove}: ${title}`}
        >
          {text.secretRemove}
        </a>
      )}
    </span>
  )
}

/** Some of a route's settings: their values, or the form that changes them. */
export const RouteSection = (props: RoutePartsProps & { section: Section }) => {
  const { page, route, section, edit, saved, filled } = props
  const text = page.text.route
  const title = text.sections[section]
  const here = href(consolePages.route, { id: route.id })
  const isOpen = edit === section
  // Where the reader goes on; of a form with something wrong that is its field.
  const isChanging = saved === section || (isOpen && filled.errors.length === 0)
  return (
    <section id={section} aria-labelledby={`${section}-title`}>
      <div class="mb-2 flex items-baseline justify-between gap-4">
        <h2 class="outline-none" id={`${section}-title`} tabindex={-1} autofocus={isChanging}>
          {title}
        </h2>
        {!isOpen && <Ways page={page} route={route} section={section} />}
      </div>
      {saved === section && (
        <div class="mb-2">
          <Notice tone="good">{text.saved}</Notice>
        </div>
      )}
      {isOpen ? (
        <Form
          page={page}
          action={here}
          label={title}
          class="space-y-4 border-y border-line py-4"
          hx-post={here}
          {...swapped}
        >
          <input type="hidden" name="edit" value={section} />
          {FIELDS[section]({ page, route, filled })}
          <div class="flex flex-wrap gap-3">
            <Button>{page.text.act.save}</Button>
            <LinkButton kind="plain" href={`${here}#${section}`}>
              {text.cancel}
            </LinkButton>
          </div>
        </Form>
      ) : (
        <Facts wide facts={VALUES[section](page, route)} />
      )}
    </section>
  )
}

import { consolePages, href } from '../../../src/app/routes.ts'
import type { PageInfo } from '../../page.ts'
import { Button } from '../../ui/button.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'

/** The form for a route, as short as can be: the rest is set on its own page. */
export const RouteCreation = ({ page, filled }: { page: PageInfo; filled: Filled }) => {
  const text = page.text.console.route
  const field = { page, filled, autocomplete: 'off' }
  return (
    <Form
      page={page}
      action={href(consolePages.routeCreation)}
      label={text.add}
      class="mt-4 max-w-[52rem] border-t border-line-2 pt-5"
    >
      <div class="grid gap-x-6 gap-y-5 sm:grid-cols-2">
        <Field {...field} name="name" label={text.name} maxlength={80} required />
        <Field {...field} name="path" label={text.path} hint={text.pathHint} maxlength={200} mono required />
        <Field
          {...field}
          class="sm:col-span-2"
          name="upstream_url"
          type="url"
          label={text.upstream}
          hint={text.upstreamHint}
          maxlength={2000}
          mono
          required
        />
        <Field {...field} name="methods" label={text.methods} hint={text.methodsHint} maxlength={100} mono />
        <div class="grid grid-cols-2 gap-4">
          <Field {...field} name="credits" type="number" label={text.credits} value="1" min={0} required />
          <Field
            {...field}
            name="timeout_seconds"
            type="number"
            label={text.timeout}
            value="30"
            min="0.1"
            max={600}
            step="any"
            required
          />
        </div>
      </div>
      <div class="mt-6">
        <Button>{text.submit}</Button>
      </div>
    </Form>
  )
}

import { consolePages, href } from '../../../src/app/routes.ts'
import type { GatewayRoute } from '../../../src/domain/routing/route.ts'
import type { TrialReport } from '../../../src/domain/routing/trial.ts'
import type { PageInfo } from '../../page.ts'
import { Area } from '../../ui/area.tsx'
import { Button } from '../../ui/button.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Select } from '../../ui/select.tsx'
import { Report } from './report.tsx'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export interface TrialProps {
  page: PageInfo
  route: GatewayRoute
  filled: Filled
  report: TrialReport | null
}

/** The call that is tried. */
const TrialForm = ({ page, route, filled }: Omit<TrialProps, 'report'>) => {
  const text = page.text.route.trial
  const action = href(consolePages.routeTrying, { id: route.id })
  const own = { page, filled }
  const line = { ...own, autocomplete: 'off', mono: true }
  const option = (name: string, value: string, word: string, first: string) => (
    <option value={value} selected={value === (filled.values[name] ?? first)}>
      {word}
    </option>
  )
  return (
    <Form
      page={page}
      action={`${action}#trial`}
      label={text.title}
      class="min-w-0 space-y-4"
      hx-post={action}
      hx-target="#trial"
      hx-swap="outerHTML"
    >
      <div class="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-4">
        <Select {...own} name="method" label={text.method}>
          {METHODS.map((method) => option('method', method, method, route.methods[0] ?? 'GET'))}
        </Select>
        <Field
          {...line}
          name="path"
          label={text.path(`/api${route.path === '/' ? '' : route.path}`)}
          placeholder="/hello"
          maxlength={2000}
        />
      </div>
      <div class="grid gap-4 sm:grid-cols-2">
        <Select {...own} name="as" label={text.as}>
          {option('as', 'key', text.asKey, 'key')}
          {option('as', 'nobody', text.asNobody, 'key')}
        </Select>
        <Field {...line} name="key" label={text.key} hint={text.keyHint} maxlength={64} />
      </div>
      <details open={['query', 'headers', 'body', 'address'].some((name) => filled.values[name])}>
        <summary class="min-h-11 content-center text-sm font-[550] text-accent hover:underline sm:min-h-0">
          {text.more}
        </summary>
        <div class="space-y-4 pt-3">
          <Field {...line} name="query" label={text.query} placeholder="a=1&b=2" maxlength={4000} />
          <Area {...own} name="headers" label={text.headers} hint={text.headersHint} mono />
          <Area {...own} name="body" label={text.body} hint={text.bodyHint} mono />
          <Field {...line} name="address" label={text.address} hint={text.addressHint} maxlength={45} />
        </div>
      </details>
      <Button>{text.submit}</Button>
    </Form>
  )
}

/** One call through the route, made from here: what is sent on the left, what became of it on the right. */
export const RouteTrial = (props: TrialProps) => {
  const { page, report } = props
  const text = page.text.route.trial
  return (
    <section class="mt-9 border-t border-line-2 pt-6" id="trial" aria-labelledby="trial-title">
      <h2 id="trial-title">{text.title}</h2>
      <p class="mt-1 mb-5 max-w-text text-sm text-ink-2">{text.note}</p>
      <div class="grid grid-cols-1 gap-x-12 gap-y-9 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <TrialForm {...props} />
        {report && <Report page={page} report={report} />}
      </div>
    </section>
  )
}

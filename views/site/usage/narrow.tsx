import { href, site } from '../../../src/app/routes.ts'
import type { FieldError } from '../../../src/domain/failures.ts'
import { dateAt } from '../../../src/domain/time-zones.ts'
import type { UsageReport } from '../../../src/domain/usage/report.ts'
import type { PageInfo } from '../../page.ts'
import { Button } from '../../ui/button.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { outcomeName } from './outcomes.tsx'
import { USUAL, type UsageView, usageHref } from './view.ts'

interface Props {
  page: PageInfo
  report: UsageReport
  view: UsageView
  errors: FieldError[]
}

const ENDS = ['ok', 'failed', 'unknown', 'refused']

/** What the view is narrowed by, each with the way back. */
const Active = ({ page, report, view }: Props) => {
  const { usage } = page.text
  const { keys, routes } = report.choices
  const nameOf = (list: { id: string; name: string }[], id: string) => list.find((one) => one.id === id)?.name ?? id
  const active = [
    { of: 'key' as const, name: view.key && nameOf(keys, view.key) },
    { of: 'route' as const, name: view.route && nameOf(routes, view.route) },
    { of: 'outcome' as const, name: view.outcome && outcomeName(page, view.outcome) },
  ].filter(({ name }) => name !== '')
  if (active.length === 0) return null
  return (
    <p class="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm" data-testid="narrowed">
      <span class="text-ink-3">{usage.only}</span>
      {active.map(({ of, name }) => (
        <span class="inline-flex min-w-0 items-center gap-2 rounded border border-line-2 pl-2">
          <span class="text-ink-3">{usage[of]}</span> <b class="truncate font-[550]">{name}</b>
          <a
            class="inline-flex min-h-11 min-w-9 items-center justify-center text-ink-3 hover:text-ink sm:min-h-7 sm:min-w-7"
            href={usageHref(view, { [of]: '' })}
          >
            <span class="sr-only">{usage.without(name)}</span>
            <svg class="size-2.5 stroke-current stroke-2" viewBox="0 0 10 10" aria-hidden="true">
              <path d="m1 1 8 8m0-8L1 9" />
            </svg>
          </a>
        </span>
      ))}
    </p>
  )
}

/** Other days, and one key, route or outcome alone: a form whose fields are part of the address. */
export const Narrow = (props: Props) => {
  const { page, report, view, errors } = props
  const { usage } = page.text
  const filled: Filled = { values: {}, errors }
  const { keys, routes } = report.choices
  const outcomes = [...ENDS, ...Object.keys(page.text.decisions).filter((code) => code !== 'VALID')]
  const today = dateAt(page.timeZone, page.now)
  const isDays = view.from !== '' || view.to !== ''
  const options = (all: string, list: { id: string; name: string }[], chosen: string) => (
    <>
      <option value="">{all}</option>
      {list.map(({ id, name }) => (
        <option value={id} selected={id === chosen}>
          {name}
        </option>
      ))}
      {chosen !== '' && !list.some(({ id }) => id === chosen) && (
        <option value={chosen} selected>
          {chosen}
        </option>
      )}
    </>
  )
  return (
    <>
      <details class="mb-4" open={isDays || errors.length > 0}>
        <summary class="inline-flex min-h-11 items-center text-sm text-ink-2 hover:text-ink sm:min-h-7">
          {usage.narrow}
          <svg class="ml-1.5 size-3 fill-none stroke-current stroke-2" viewBox="0 0 12 12" aria-hidden="true">
            <path d="m2 4 4 4 4-4" />
          </svg>
        </summary>
        <search>
          <form
            class="grid grid-cols-2 items-start gap-3 pt-2 sm:grid-cols-3 lg:grid-cols-5"
            method="get"
            action={href(site.usage)}
          >
            {(['range', 'metric'] as const).map(
              (name) => view[name] !== USUAL[name] && <input type="hidden" name={name} value={view[name]} />,
            )}
            <Field
              page={page}
              filled={filled}
              name="from"
              label={usage.from}
              type="date"
              max={today}
              value={view.from}
            />
            <Field page={page} filled={filled} name="to" label={usage.to} type="date" max={today} value={view.to} />
            <Select page={page} filled={filled} name="key" label={usage.key}>
              {options(
                usage.every.key,
                keys.map(({ id, name, hint }) => ({ id, name: `${name} (${hint})` })),
                view.key,
              )}
            </Select>
            <Select page={page} filled={filled} name="route" label={usage.route}>
              {options(usage.every.route, routes, view.route)}
            </Select>
            <Select page={page} filled={filled} name="outcome" label={usage.outcome}>
              {options(
                usage.every.outcome,
                outcomes.map((id) => ({ id, name: outcomeName(page, id) })),
                view.outcome,
              )}
            </Select>
            <div class="col-span-full flex flex-wrap items-center gap-x-4 gap-y-2">
              <Button kind="plain">{usage.show}</Button>
              <span class="text-sm text-ink-3">{usage.toHint}</span>
            </div>
          </form>
        </search>
      </details>
      <Active {...props} />
    </>
  )
}

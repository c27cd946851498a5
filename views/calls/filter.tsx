import type { CallChoices } from '../../src/domain/calls/calls.ts'
import type { PageInfo } from '../page.ts'
import { decisionText } from '../text/decision.ts'
import { formatOf } from '../text/format.ts'
import { Button } from '../ui/button.tsx'
import { Field, type Filled } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'

const OUTCOMES = ['ok', 'failed', 'unknown', 'refused'] as const
/** Why a meter refuses. */
const REASONS = [
  ...['RATE_LIMITED', 'QUOTA_EXCEEDED', 'INSUFFICIENT_SCOPE', 'IP_FORBIDDEN', 'KEY_REVOKED', 'KEY_EXPIRED'],
  ...['KEY_DISABLED', 'ACCOUNT_SUSPENDED', 'ACCOUNT_UNVERIFIED', 'PAYMENT_REQUIRED', 'SPENDING_LIMIT'],
]
const MORE = ['key', 'route', 'address', 'status']

interface Props {
  page: PageInfo
  /** Where the list is. */
  at: string
  filled: Filled
  /** What else the list is narrowed by, before the rest. */
  first: { name: string; label: string }[]
  choices?: CallChoices
}

interface ChoiceProps {
  page: PageInfo
  filled: Filled
  name: string
  label: string
  /** What no choice is called. */
  all: string
  list: { id: string; name: string }[]
}

/** One of what has a name, or an id that has none here. */
const Choice = ({ page, filled, name, label, all, list }: ChoiceProps) => {
  const chosen = filled.values[name] ?? ''
  const others = chosen === '' || list.some(({ id }) => id === chosen) ? [] : [{ id: chosen, name: chosen }]
  return (
    <Select page={page} filled={filled} class="min-w-0" name={name} label={label}>
      <option value="">{all}</option>
      {[...list, ...others].map((one) => (
        <option value={one.id} selected={one.id === chosen}>
          {one.name}
        </option>
      ))}
    </Select>
  )
}

/** Narrows the list; what it is narrowed by is part of the address. */
export const CallFilter = ({ page, at, filled, first, choices }: Props) => {
  const { calls } = page.text
  const text = calls.list
  const { values, errors } = filled
  const { zone } = formatOf(page.locale, page.timeZone)
  const { outcome = '', limit = '' } = values
  const isOther = outcome !== '' && ![...OUTCOMES, 'VALID', ...REASONS].includes(outcome)
  const field = { page, filled, class: 'min-w-0', maxlength: 64, autocomplete: 'off' }
  const one = { page, filled, all: text.everything }
  const moment = { page, filled, class: 'min-w-0', type: 'datetime-local', step: 1 } as const
  const isOpen = MORE.some((name) => values[name] || errors.some((error) => error.field === name))
  const option = (value: string, name: string) => (
    <option value={value} selected={value === outcome}>
      {name}
    </option>
  )
  return (
    <search class="my-5 block">
      <form method="get" action={at}>
        <div class="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
          {first.map((one) => (
            <Field {...field} type="search" name={one.name} label={one.label} />
          ))}
          <Select page={page} filled={filled} class="min-w-0" name="outcome" label={page.text.dashboard.outcome}>
            <option value="">{text.everything}</option>
            {OUTCOMES.map((one) => option(one, text.outcomes[one]))}
            {option('VALID', text.admitted)}
            <optgroup label={text.reasons}>
              {REASONS.map((code) => option(code, decisionText(page.text, code)))}
              {isOther && option(outcome, decisionText(page.text, outcome))}
            </optgroup>
          </Select>
          <Field {...moment} name="since" label={text.since(zone)} />
          <Field {...moment} name="until" label={text.until(zone)} />
          <Field {...field} type="search" name="request_id" label={page.text.calls.requestId} />
        </div>
        <details class="mt-1 text-sm" open={isOpen}>
          <summary class="inline-flex min-h-11 items-center text-ink-3 hover:text-ink sm:min-h-9">{text.more}</summary>
          <div class="grid gap-3 pb-2 sm:grid-cols-2 lg:grid-cols-4">
            {choices ? (
              <>
                <Choice
                  {...one}
                  name="key"
                  label={calls.key}
                  list={choices.keys.map(({ id, name, hint }) => ({ id, name: `${name} ${hint}` }))}
                />
                <Choice {...one} name="route" label={calls.route} list={choices.routes} />
              </>
            ) : (
              <>
                <Field {...field} type="search" name="key" label={text.key} />
                <Field {...field} type="search" name="route" label={text.route} />
              </>
            )}
            <Field {...field} type="search" name="address" label={text.address} placeholder="192.0.2.0/24" />
            <Field
              page={page}
              filled={filled}
              class="min-w-0"
              type="number"
              min={0}
              max={599}
              name="status"
              label={text.status}
            />
          </div>
        </details>
        {limit !== '' && <input type="hidden" name="limit" value={limit} />}
        <div class="mt-1 flex flex-wrap items-center gap-4">
          <Button kind="plain">{text.show}</Button>
          {Object.values(values).some((value) => value !== '') && (
            <a class="inline-flex min-h-11 items-center text-sm text-accent hover:underline sm:min-h-9" href={at}>
              {text.showAll}
            </a>
          )}
        </div>
      </form>
    </search>
  )
}

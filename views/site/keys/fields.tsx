import type { ApiKey } from '../../../src/domain/keys/keys.ts'
import type { GatewayRoute } from '../../../src/domain/routing/route.ts'
import { dateAt, endOfDay } from '../../../src/domain/time-zones.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Area } from '../../ui/area.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'

/** What a key's fields show before anything was typed: those of a key, or of none. */
interface Props {
  page: PageInfo
  filled: Filled
  apiKey?: ApiKey
}

export type RouteName = Pick<GatewayRoute, 'id' | 'name'>

const MOST_LIMITS = 8
const PERIODS = ['day', 'week', 'month', 'total'] as const

export const Name = ({ page, filled, apiKey }: Props) => (
  <Field
    page={page}
    filled={filled}
    name="name"
    label={page.text.keys.name}
    hint={page.text.keys.nameHint}
    value={apiKey?.name}
    maxlength={80}
    autocomplete="off"
    required
  />
)

export const Expiry = ({ page, filled, apiKey }: Props) => {
  const { keys } = page.text
  const tomorrow = dateAt(page.timeZone, endOfDay(page.timeZone, dateAt(page.timeZone, page.now)))
  const last = apiKey?.expiresAt == null ? undefined : dateAt(page.timeZone, apiKey.expiresAt - 1)
  return (
    <>
      <Field
        page={page}
        filled={filled}
        name="expires_at"
        type="date"
        label={keys.expires}
        hint={keys.expiresHint(formatOf(page.locale, page.timeZone).zone)}
        value={last}
        min={tomorrow}
      />
      {apiKey && <input type="hidden" name="expires_at_shown" value={last ?? ''} />}
    </>
  )
}

export const Notes = ({ page, filled, apiKey }: Props) => {
  const text = page.text.keyFields
  return (
    <>
      <Field
        page={page}
        filled={filled}
        name="environment"
        label={text.environment}
        hint={text.environmentHint}
        value={apiKey?.environment}
        maxlength={32}
        autocomplete="off"
      />
      <Area page={page} filled={filled} name="note" label={text.note} value={apiKey?.note} rows={2} maxlength={500} />
    </>
  )
}

export const ScopesAndAddresses = ({ page, filled, apiKey }: Props) => {
  const text = page.text.keyFields
  return (
    <>
      <Field
        page={page}
        filled={filled}
        name="scopes"
        label={text.scopes}
        hint={text.scopesHint}
        value={apiKey?.scopes.join(' ')}
        autocomplete="off"
        mono
      />
      <Area
        page={page}
        filled={filled}
        name="allowed_ips"
        label={text.addresses}
        hint={text.addressesHint}
        value={apiKey?.allowedIps.join('\n')}
        mono
      />
    </>
  )
}

/** The rate limits, one more row than are set, and the quota. A row that is emptied is taken away. */
export const Limits = ({ page, filled, apiKey, routes }: Props & { routes: RouteName[] }) => {
  const text = page.text.keyFields
  const set = apiKey?.rateLimits ?? []
  const typed = Object.keys(filled.values).filter((name) => name.endsWith('.window_seconds')).length
  const rows = Math.min(MOST_LIMITS, Math.max(set.length + 1, typed))
  const at = (i: number, part: string) => `rate_limits.${i}.${part}`
  /** The routes, and the one that is set though it is no more. */
  const choicesOf = (set: string): [id: string, name: string, selected: boolean][] => {
    const isGone = set !== '' && !routes.some(({ id }) => id === set)
    const all = isGone ? [...routes, { id: set, name: set }] : routes
    return all.map(({ id, name }) => [id, name, id === set])
  }
  return (
    <>
      <p class="text-sm text-ink-3">{text.limitsHint}</p>
      {Array.from({ length: rows }, (_, i) => (
        <fieldset class="grid grid-cols-2 gap-3 sm:grid-cols-[minmax(0,1fr)_7rem_7rem]">
          <legend class="sr-only">{`${text.limit} ${i + 1}`}</legend>
          <Field
            class="max-sm:col-span-2"
            page={page}
            filled={filled}
            name={at(i, 'name')}
            label={text.limit}
            hint={i === rows - 1 ? text.limitHint : undefined}
            value={set[i]?.name}
            maxlength={32}
            autocomplete="off"
            mono
          />
          <Field
            page={page}
            filled={filled}
            name={at(i, 'limit')}
            label={text.calls}
            type="number"
            min={1}
            value={set[i] && String(set[i].limit)}
          />
          <Field
            page={page}
            filled={filled}
            name={at(i, 'window_seconds')}
            label={text.seconds}
            type="number"
            min={1}
            max={2_678_400}
            value={set[i] && String(set[i].window_seconds)}
          />
          <Select
            class="col-span-2 sm:col-span-3"
            page={page}
            filled={filled}
            name={at(i, 'route')}
            label={text.counts}
          >
            <option value="">{text.everyRoute}</option>
            {choicesOf(filled.values[at(i, 'route')] ?? set[i]?.route ?? '').map(([id, name, selected]) => (
              <option value={id} selected={selected}>
                {name}
              </option>
            ))}
          </Select>
        </fieldset>
      ))}
      <div class="grid grid-cols-2 gap-3 sm:grid-cols-[minmax(0,1fr)_7rem]">
        <Field
          page={page}
          filled={filled}
          name="quota.limit"
          label={text.quota}
          type="number"
          min={1}
          value={apiKey?.quota ? String(apiKey.quota.limit) : undefined}
        />
        <Select page={page} filled={filled} name="quota.period" label={text.period}>
          {PERIODS.map((period) => (
            <option
              value={period}
              selected={period === (filled.values['quota.period'] ?? apiKey?.quota?.period ?? 'month')}
            >
              {text.periods[period]}
            </option>
          ))}
        </Select>
      </div>
    </>
  )
}

export const Metadata = ({ page, filled, apiKey }: Props) => {
  const text = page.text.keyFields
  const set = apiKey && Object.keys(apiKey.metadata).length > 0 ? JSON.stringify(apiKey.metadata, null, 2) : ''
  return (
    <Area
      page={page}
      filled={filled}
      name="metadata"
      label={text.metadata}
      hint={text.metadataHint}
      value={set}
      rows={4}
      mono
    />
  )
}

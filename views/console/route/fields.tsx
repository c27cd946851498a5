import type { Child } from 'hono/jsx'
import type { GatewayRoute } from '../../../src/domain/routing/route.ts'
import type { PageInfo } from '../../page.ts'
import { Area } from '../../ui/area.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { headerLines, priceLines, rewriteLines, sizeShown } from './lines.ts'
import type { Section } from './sections.ts'

interface Props {
  page: PageInfo
  route: GatewayRoute
  filled: Filled
}

/** One of several answers, each with its words. */
function Choice({ page, filled, name, label, words, value }: Omit<Props, 'route'> & ChoiceProps) {
  const chosen = filled.values[name] ?? value
  return (
    <Select page={page} filled={filled} name={name} label={label}>
      {Object.entries(words).map(([one, word]) => (
        <option value={one} selected={one === chosen}>
          {word}
        </option>
      ))}
    </Select>
  )
}
interface ChoiceProps {
  name: string
  label: string
  words: Record<string, string>
  value: string
}

const shared = ({ page, filled }: Props) => ({ page, filled })

/** What of a route is typed, section by section. */
export const FIELDS: Record<Section, (props: Props) => Child> = {
  where: (props) => {
    const { route: text } = props.page.text
    const { name, path, upstreamUrl, stripPrefix, options } = props.route
    const own = { ...shared(props), autocomplete: 'off' }
    return (
      <>
        <Field {...own} name="name" label={text.name} value={name} maxlength={80} required />
        <Field {...own} name="path" label={text.path} hint={text.pathHint} value={path} maxlength={200} mono required />
        <Field
          {...own}
          name="upstream_url"
          type="url"
          label={text.upstream}
          hint={text.upstreamHint}
          value={upstreamUrl}
          maxlength={2000}
          mono
          required
        />
        <Choice
          {...shared(props)}
          name="strip_prefix"
          label={text.prefix}
          words={text.prefixes}
          value={`${stripPrefix}`}
        />
        <Area
          {...shared(props)}
          name="rewrites"
          label={text.rewrites}
          hint={text.rewritesHint}
          value={rewriteLines(options.rewrites).join('\n')}
          mono
        />
      </>
    )
  },

  price: (props) => {
    const { route: text } = props.page.text
    const { credits, options } = props.route
    const { creditsFrom: from, creditsByMethod } = options
    const [kind, name] = Object.entries(from ?? {})[0] ?? ['', '']
    return (
      <>
        <Field
          {...shared(props)}
          name="credits"
          type="number"
          label={text.credits}
          hint={text.creditsHint}
          value={String(credits)}
          min={0}
          max={1_000_000}
          required
        />
        <Area
          {...shared(props)}
          name="credits_by_method"
          label={text.byMethod}
          hint={text.byMethodHint}
          value={priceLines(creditsByMethod).join('\n')}
          mono
        />
        <Choice {...shared(props)} name="credits_from.kind" label={text.from} words={text.fromKinds} value={kind} />
        <Field
          {...shared(props)}
          name="credits_from.name"
          label={text.fromName}
          hint={text.fromHint}
          value={name}
          maxlength={200}
          autocomplete="off"
          mono
        />
      </>
    )
  },

  callers: (props) => {
    const { route: text } = props.page.text
    const { methods, scopes, maxBodyBytes } = props.route
    const own = { ...shared(props), autocomplete: 'off', mono: true }
    return (
      <>
        <Field {...own} name="methods" label={text.methods} hint={text.methodsHint} value={methods.join(' ')} />
        <Field {...own} name="scopes" label={text.scopes} hint={text.scopesHint} value={scopes.join(' ')} />
        <Field
          {...shared(props)}
          autocomplete="off"
          name="max_body_bytes"
          label={text.body}
          hint={text.bodyHint}
          value={sizeShown(maxBodyBytes)}
          required
        />
      </>
    )
  },

  failure: (props) => {
    const { route: text } = props.page.text
    const { timeoutMs, billFailures, options } = props.route
    const { retries = 0, circuit } = options
    const number = { ...shared(props), type: 'number' as const }
    return (
      <>
        <div class="grid grid-cols-2 gap-4">
          <Field
            {...number}
            name="timeout_seconds"
            label={text.timeoutSeconds}
            hint={text.timeoutHint}
            value={String(timeoutMs / 1000)}
            min="0.1"
            max={600}
            step="any"
            required
          />
          <Field
            {...number}
            name="retries"
            label={text.retries}
            value={String(retries)}
            hint={text.retriesHint}
            min={0}
            max={3}
            required
          />
        </div>
        <div class="grid grid-cols-2 items-end gap-x-4">
          <Field
            {...number}
            name="circuit.failures"
            label={text.circuitFailures}
            value={circuit && String(circuit.failures)}
            min={1}
            max={1_000}
          />
          <Field
            {...number}
            name="circuit.seconds"
            label={text.circuitSeconds}
            value={circuit && String(circuit.seconds)}
            min={1}
            max={600}
          />
          <p class="col-span-2 mt-1.5 text-sm text-ink-3">{text.circuitHint}</p>
        </div>
        <Choice
          {...shared(props)}
          name="bill_failures"
          label={text.failures}
          words={text.failuresAre}
          value={`${billFailures}`}
        />
      </>
    )
  },

  browsers: (props) => {
    const { route: text } = props.page.text
    const { corsOrigins = [], cacheSeconds = 0 } = props.route.options
    return (
      <>
        <Area
          {...shared(props)}
          name="cors_origins"
          label={text.origins}
          hint={text.originsHint}
          value={corsOrigins.join('\n')}
          mono
        />
        <Field
          {...shared(props)}
          name="cache_seconds"
          type="number"
          label={text.cacheSeconds}
          hint={text.cacheHint}
          value={String(cacheSeconds)}
          min={0}
          max={86_400}
          required
        />
      </>
    )
  },

  headers: (props) => {
    const { route: text } = props.page.text
    const { setHeaders, removeHeaders = [] } = props.route.options
    const own = { ...shared(props), mono: true }
    return (
      <>
        <Area
          {...own}
          name="set_headers"
          label={text.set}
          hint={text.setHint}
          value={headerLines(setHeaders).join('\n')}
        />
        <Area
          {...own}
          name="remove_headers"
          label={text.remove}
          hint={text.removeHint}
          value={removeHeaders.join('\n')}
        />
      </>
    )
  },

  secret: (props) => {
    const { route: text } = props.page.text
    return (
      <>
        <Field
          {...shared(props)}
          name="upstream_secret.header"
          label={text.secretHeader}
          value={props.route.options.secret?.header ?? 'authorization'}
          maxlength={100}
          autocomplete="off"
          mono
          required
        />
        <Field
          {...shared(props)}
          name="upstream_secret.value"
          type="password"
          label={text.secretValue}
          hint={text.secretHint}
          maxlength={4096}
          autocomplete="off"
          mono
          required
        />
      </>
    )
  },
}

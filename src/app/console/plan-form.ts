import type { Context } from 'hono'
import * as z from 'zod'
import { decimalOf, isCurrency, minorOf } from '../../domain/billing/amount-text.ts'
import type { FieldError } from '../../domain/failures.ts'
import type { Plan } from '../../domain/plans/plan.ts'
import type { App } from '../context.ts'
import { type Form, readForm } from '../middleware/form.ts'

type Fields = Record<string, unknown>

const WHOLE = /^\d{1,15}$/
/** `0-400000: 0.40 / 1000`, and of the last tier `400000-: 0.30 / 1000`. */
const TIER = /^(\d{1,15})\s*[-–—]\s*(\d{1,15})?\s*[:：]\s*(\S+)\s*[/／]\s*(\d{1,15})$/
/** `burst 600/60` */
const RATE = /^(\S+)\s+(\d{1,15})\s*\/\s*(\d{1,15})$/
/** `day 1000` */
const QUOTA = /^(\S+)\s+(\d{1,15})$/

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
const linesIn = (value: unknown): { at: number; line: string }[] =>
  textOf(value)
    .split('\n')
    .map((line, i) => ({ at: i + 1, line: line.trim() }))
    .filter(({ line }) => line !== '')

const count = (value: unknown): unknown => (WHOLE.test(textOf(value)) ? Number(textOf(value)) : value)
/** An empty field is no end. */
const countOrNone = (value: unknown): unknown => (textOf(value) === '' ? null : count(value))
/**
 * Minor units of a decimal text; what is no amount stays as it is, for the schema to refuse. With a currency that is none, that alone
 * is wrong.
 */
const amountIn = (currency: string) => (text: string) => minorOf(text, isCurrency(currency) ? currency : 'USD') ?? text

function tiersIn(value: unknown, amount: (text: string) => unknown): unknown[] | null {
  const lines = linesIn(value)
  if (lines.length === 0) return null
  return lines.map(({ line }) => {
    const [, from, to, price, per] = TIER.exec(line) ?? []
    if (price === undefined) return line
    return {
      from: Number(from),
      to: to === undefined ? null : Number(to),
      price_minor: amount(price),
      per: Number(per),
    }
  })
}

const ratesIn = (value: unknown) =>
  linesIn(value).map(({ line }) => {
    const [, name, limit, seconds] = RATE.exec(line) ?? []
    return name === undefined ? line : { name, limit: Number(limit), window_seconds: Number(seconds) }
  })

const quotasIn = (value: unknown) =>
  linesIn(value).map(({ line }) => {
    const [, period, limit] = QUOTA.exec(line) ?? []
    return period === undefined ? line : { period, limit: Number(limit) }
  })

/** What the form says of a plan, as JSON would. */
function jsonOf(fields: Fields): Fields {
  const currency = textOf(fields.currency).toUpperCase()
  const amount = amountIn(currency)
  const featuresIn = (value: unknown) => linesIn(value).map(({ line }) => line)
  return {
    ...(fields.key === undefined ? {} : { key: textOf(fields.key) }),
    name: fields.name,
    price: amount(textOf(fields.price)),
    currency,
    included_credits: countOrNone(fields.included_credits),
    overage: tiersIn(fields.overage, amount),
    rate_limits: ratesIn(fields.rate_limits),
    quotas: quotasIn(fields.quotas),
    max_keys: countOrNone(fields.max_keys),
    max_members: countOrNone(fields.max_members),
    trial_days: count(fields.trial_days),
    by_invitation: fields.by_invitation === 'true',
    features: { en: featuresIn(fields['features.en']), zh: featuresIn(fields['features.zh']) },
  }
}

const counted = (count: number | null): string => (count === null ? '' : String(count))

/** What the form of a new plan begins with. */
export const newPlanValues = (currency: string): Record<string, string> => ({ currency, trial_days: '0' })

/** A version as it would be typed. */
export const planValues = (plan: Plan): Record<string, string> => ({
  name: plan.name,
  price: decimalOf(plan.priceMinor, plan.currency),
  currency: plan.currency,
  included_credits: counted(plan.includedCredits),
  overage: (plan.overage ?? [])
    .map(
      ({ from, to, price_minor, per }) => `${from}-${counted(to)}: ${decimalOf(price_minor, plan.currency)} / ${per}`,
    )
    .join('\n'),
  rate_limits: plan.rateLimits
    .map(({ name, limit, window_seconds }) => `${name} ${limit}/${window_seconds}`)
    .join('\n'),
  quotas: plan.quotas.map(({ period, limit }) => `${period} ${limit}`).join('\n'),
  max_keys: counted(plan.maxKeys),
  max_members: counted(plan.maxMembers),
  trial_days: String(plan.trialDays),
  by_invitation: String(plan.byInvitation),
  'features.en': plan.features.en.join('\n'),
  'features.zh': plan.features.zh.join('\n'),
})

const LINES = ['overage', 'rate_limits', 'quotas', 'features.en', 'features.zh']
/** What concerns a tier as a whole, and says which itself. */
const OF_TIERS: readonly string[] = ['tier_gap', 'tier_overlap', 'tier_empty', 'tier_end']

/** The field of the form that holds what was wrong; of lines, which. */
function inForm(error: FieldError, values: Record<string, string>): FieldError {
  const { field, problem } = error
  if (field === 'price') return problem === 'free_plan' ? error : { field, problem: 'money' }
  if (field === 'features') return { ...error, field: 'features.zh' }
  const name = LINES.find((one) => field.startsWith(`${one}.`))
  if (!name || OF_TIERS.includes(problem)) return { ...error, field: name ?? field }
  const at = linesIn(values[name])[Number(field.slice(name.length + 1).split('.')[0])]?.at
  return at === undefined ? { field: name, problem } : { field: name, problem: 'line', limit: at }
}

/** What was wrong with a plan, at the fields of its form. */
export const inPlanForm = <F extends { errors?: FieldError[] }>(failure: F, values: Record<string, string>): F => ({
  ...failure,
  ...(failure.errors && { errors: failure.errors.map((error) => inForm(error, values)) }),
})

/** Reads the form about a plan by the schema of its JSON. The values are as typed. */
export const readPlanForm = <S extends z.ZodType>(c: Context<App>, schema: S): Promise<Form<z.infer<S>>> =>
  readForm(
    c,
    z.preprocess((fields) => jsonOf(fields as Fields), schema),
  )

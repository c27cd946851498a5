import * as z from 'zod'
import { AUDIT_ACTIONS } from '../../domain/audit.ts'
import { BILL_STATUSES, LINE_KINDS } from '../../domain/billing/bill.ts'
import { BILL_ACTS } from '../../domain/billing/bills.ts'
import { PAYMENT_METHODS } from '../../domain/billing/payments.ts'
import { AGES } from '../../domain/billing/revenue.ts'
import { LEAK_RESPONSES } from '../../domain/leaks/leak.ts'
import { DECISION_CODES } from '../../domain/metering/decision.ts'
import { STANDING } from '../../domain/metering/explain.ts'
import { DIFFERENCES } from '../../domain/metering/reconcile.ts'
import { PERIOD_KINDS } from '../../domain/periods.ts'
import { SCOPES } from '../../domain/service-tokens/scopes.ts'
import { INVITABLE, ROLES } from '../../domain/teams/rules.ts'
import { USAGE_RANGES } from '../../domain/usage/window.ts'

/**
 * What the JSON API answers, as schemas: read by bin/gen-openapi.ts and by the test that holds the server to them, and by
 * nothing that is deployed.
 */
const time = z.int().meta({ description: 'UTC milliseconds' })
const count = z.int().min(0)
const ms = z.number().min(0)
const success = { success: z.literal(true) }
const inForce = {
  in_force: z
    .boolean()
    .meta({ description: 'Whether the meter has confirmed it. If not, it is saved and follows by itself.' }),
}
const apiKeyText = z.string().meta({ description: 'The key itself, here and never again.' })
const status = z.enum(['active', 'suspended'])

const window = { name: z.string(), limit: count, window_seconds: count }
const rateLimit = z.strictObject(window).meta({ id: 'RateLimit' })
const keyRateLimit = z
  .strictObject({ ...window, route: z.string().optional().meta({ description: 'Id of the only route it counts' }) })
  .meta({ id: 'KeyRateLimit' })
const quota = z.strictObject({ limit: count, period: z.enum(PERIOD_KINDS) }).meta({ id: 'Quota' })

const user = z
  .strictObject({
    id: z.string(),
    username: z.string(),
    email: z.string(),
    email_verified: z.boolean().meta({ description: 'Whether the user has proven the address to be theirs' }),
    is_admin: z.boolean(),
  })
  .meta({ id: 'User' })

const settings = z
  .strictObject({
    locale: z.enum(['en', 'zh']).nullable().meta({ description: 'Null: as the browser says' }),
    time_zone: z.string().meta({ description: 'IANA; the zone of pages and mails. JSON has UTC milliseconds always.' }),
    theme: z.enum(['system', 'light', 'dark']).nullable(),
    notifications: z.strictObject({ new_sign_in: z.boolean(), usage: z.boolean() }),
  })
  .meta({ id: 'Settings' })

const plan = z
  .strictObject({
    key: z.string(),
    name: z.string(),
    price: count.meta({ description: 'Minor units of the currency, a month' }),
    currency: z.string().meta({ description: 'ISO 4217' }),
    included_credits: count.nullable().meta({ description: 'A calendar month in UTC; null has no end' }),
    rate_limits: z.array(rateLimit),
    quotas: z.array(quota).meta({ description: 'Credits by other periods' }),
  })
  .meta({ id: 'Plan' })

const account = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    status,
    suspended_reason: z.string().nullable(),
    plan,
    created_at: time,
    deletion_due_at: time.nullable().meta({ description: 'When it will be erased; its keys are refused until then' }),
    leak_response: z.enum(LEAK_RESPONSES).meta({ description: 'What is done with a key that was found in public' }),
  })
  .meta({ id: 'Account' })

const key = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    hint: z.string().meta({ description: 'Its prefix and last four characters' }),
    status: z.enum(['active', 'disabled', 'revoked']),
    note: z.string(),
    environment: z.string(),
    scopes: z.array(z.string()),
    allowed_ips: z.array(z.string()).meta({ description: 'Addresses and CIDR ranges; none: from anywhere' }),
    rate_limits: z.array(keyRateLimit),
    quota: quota.nullable(),
    expires_at: time.nullable(),
    created_at: time,
    revoked_at: time.nullable(),
    in_force_at: time.nullable().meta({ description: 'When the meter confirmed the revocation' }),
    metadata: z.record(z.string(), z.unknown()),
    replaces: z.string().nullable().meta({ description: 'The key that this one was made to replace' }),
    replaced_by: z.string().nullable(),
    leak: z
      .strictObject({
        at: time.meta({ description: 'When it was first reported, UTC milliseconds' }),
        url: z.string().meta({ description: 'As it was told; empty when it was not' }),
        source: z.string(),
        response: z.enum(LEAK_RESPONSES).meta({ description: 'What was done then' }),
        ends_at: time.nullable().meta({ description: 'Of rotate: the end that the key was given' }),
      })
      .nullable()
      .meta({ description: 'Where it was found in public' }),
  })
  .meta({ id: 'Key' })

const token = z
  .strictObject({
    id: z.string(),
    account_id: z.string().nullable().meta({ description: 'Null: issued by operators, for every account' }),
    name: z.string(),
    hint: z.string().meta({ description: 'Its prefix and last four characters' }),
    scopes: z.array(z.enum(SCOPES)),
    expires_at: time.nullable(),
    created_by: z.strictObject({ id: z.string(), username: z.string() }),
    created_at: time,
    revoked_at: time.nullable(),
    last_used_at: time.nullable().meta({ description: 'UTC milliseconds, up to five minutes behind' }),
  })
  .meta({ id: 'ServiceToken' })

const keyRow = key
  .extend({
    calls_this_month: count.meta({ description: 'Admitted in the running calendar month (UTC)' }),
    last_call: z
      .strictObject({
        request_id: z.string(),
        at: time,
        route_id: z.string(),
        route: z.string(),
        method: z.string(),
        path: z.string(),
        address: z.string(),
      })
      .nullable()
      .meta({ description: 'The newest call that was admitted' }),
  })
  .meta({ id: 'KeyRow' })

const session = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['cookie', 'bearer']),
    current: z.boolean().meta({ description: 'Whether it is the one that asks' }),
    device: z
      .strictObject({ client: z.string().nullable(), system: z.string().nullable() })
      .meta({ description: 'As its User-Agent says' }),
    address: z.string(),
    place: z.strictObject({ country: z.string(), city: z.string().nullable() }).nullable(),
    opened_at: time,
    seen_at: time.meta({ description: 'UTC milliseconds, up to five minutes behind' }),
    expires_at: time,
  })
  .meta({ id: 'Session' })

const role = z.enum(ROLES)
const membership = z
  .strictObject({ id: z.string().meta({ description: 'The account’s' }), name: z.string(), role })
  .meta({ id: 'Membership' })

const member = z
  .strictObject({
    id: z.string().meta({ description: 'The user’s' }),
    username: z.string(),
    email: z.string(),
    role,
    joined_at: time,
  })
  .meta({ id: 'Member' })

const invitation = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    role: z.enum(INVITABLE),
    invited_by: z.string().meta({ description: 'A user name' }),
    created_at: time,
    expires_at: time,
  })
  .meta({ id: 'Invitation' })

const auditEvent = z
  .strictObject({
    id: z.string(),
    at: time,
    action: z.enum(AUDIT_ACTIONS),
    by: z.enum(['user', 'operators', 'system']),
    actor: z
      .strictObject({ id: z.string(), username: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null for the system, and for operators in an account’s own log' }),
    token: z
      .strictObject({ id: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'The service token with which a program acted for the actor' }),
    account: z.strictObject({ id: z.string(), name: z.string().nullable() }).nullable(),
    target: z.string().meta({ description: 'The id of what it was done to' }),
    address: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()).meta({ description: 'Before and after, without secrets' }),
  })
  .meta({ id: 'AuditEvent' })

const route = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    path: z.string(),
    upstream_url: z.string(),
    methods: z.array(z.string()),
    credits: count,
    scopes: z.array(z.string()),
    timeout_ms: count,
    max_body_bytes: count,
    strip_prefix: z.boolean(),
    bill_failures: z.boolean(),
    credits_by_method: z.record(z.string(), count),
    credits_from: z.union([z.strictObject({ header: z.string() }), z.strictObject({ pointer: z.string() })]).nullable(),
    cache_seconds: count,
    rewrites: z.array(z.strictObject({ from: z.string(), to: z.string() })),
    set_headers: z.record(z.string(), z.string()),
    remove_headers: z.array(z.string()),
    cors_origins: z.array(z.string()),
    retries: count,
    circuit: z.strictObject({ failures: count, seconds: count }).nullable(),
    upstream_secret: z.strictObject({ header: z.string() }).nullable(),
    created_at: time,
  })
  .meta({ id: 'Route' })

const callFields = z.strictObject({
  request_id: z.string(),
  at: time.meta({ description: 'When it was decided, UTC milliseconds' }),
  key_id: z.string(),
  key_hint: z.string(),
  key_name: z.string(),
  route_id: z.string(),
  route: z.string(),
  method: z.string(),
  path: z.string(),
  address: z.string(),
  outcome: z.enum(['ok', 'failed', 'unknown', 'under_way', ...DECISION_CODES]),
  code: z.enum(DECISION_CODES).meta({ description: 'The decision’s' }),
  status: count.meta({ description: 'HTTP; 0 when no answer was sent, and of refusals' }),
  ms: count.meta({ description: 'From admission to the end of the answer' }),
  upstream_ms: count.nullable().meta({ description: 'Until the upstream’s head was there; null when there was none' }),
  bytes: count,
  credits: count.meta({ description: 'Charged in the end' }),
})
const result = z.enum(['passed', 'refused', 'not_reached'])
const decisionCheck = z
  .union([
    z.strictObject({ check: z.enum(STANDING), result }),
    z.strictObject({
      check: z.enum(['rate_limit', 'quota']),
      result,
      name: z.string(),
      of: z.enum(['key', 'account']),
      limit: count,
      window_seconds: count.nullable().meta({ description: 'Null for a quota' }),
      before: count.meta({ description: 'Calls, or credits of a quota, that were left before the call' }),
      after: count,
    }),
  ])
  .meta({ id: 'Check' })
const explainedFields = callFields.extend({
  credits_asked: count.nullable().meta({ description: 'Null in records of before it was kept' }),
  refunded: z.boolean(),
  scopes: z.array(z.string()).meta({ description: 'That the route asks for' }),
  checks: z.array(decisionCheck).meta({ description: 'In their order; the first refusal ends it' }),
  limits_kept: z.boolean().meta({ description: 'False in records of before limits were kept: checks then names none' }),
})
const ofAccount = { account_id: z.string() }
const call = callFields.meta({ id: 'Call' })
const explainedCall = explainedFields.meta({ id: 'ExplainedCall' })
const anyCall = callFields.extend(ofAccount).meta({ id: 'AnyCall' })
const anyExplainedCall = explainedFields.extend(ofAccount).meta({ id: 'AnyExplainedCall' })

const accountRow = account
  .extend({
    owner: z.strictObject({ id: z.string(), username: z.string(), email: z.string() }).nullable(),
    active_keys: count,
    erased_at: time.nullable(),
  })
  .meta({ id: 'AccountRow' })

const userRow = user
  .extend({
    status,
    suspended_reason: z.string().nullable(),
    accounts: z.array(z.strictObject({ id: z.string(), name: z.string(), role: z.string() })),
    created_at: time,
  })
  .meta({ id: 'UserRow' })

const month = z.strictObject({
  start: time,
  end: time,
  used: count.meta({ description: 'Credits' }),
  exact: z.boolean().meta({ description: 'False: as D1 last heard, since the meter did not answer' }),
  limit: count.nullable(),
  refused: count,
  median_ms: ms.nullable(),
  p95_ms: ms.nullable(),
  credits_a_day: z.number().min(0).meta({ description: 'The pace of the last seven days' }),
  runs_out_at: time.nullable().meta({ description: 'When the credits end at that pace, if before the month does' }),
})
const sums = {
  answered: count.meta({ description: 'Admitted calls, errors among them' }),
  ok: count,
  errors: count.meta({ description: 'Admitted calls that failed, or whose end is not known' }),
  refused: count,
  credits: count,
  ms_sum: count.meta({ description: 'Of admitted calls, in all' }),
}
const percentiles = { p50_ms: ms.nullable(), p95_ms: ms.nullable(), p99_ms: ms.nullable() }
const span = { start: time, end: time.meta({ description: 'Not itself included, UTC milliseconds' }) }
const callsBefore = count.meta({ description: 'Every call in the period before, refused ones too' })
const check = z.strictObject({ ok: z.boolean(), ms })
const list = <T extends z.ZodType>(item: T) =>
  z.strictObject({ ...success, data: z.array(item), next_cursor: z.string().nullable() })

export const health = z.strictObject({
  success: z.boolean(),
  status: z.enum(['ok', 'failing']),
  checks: z.strictObject({ d1: check, meter: check }),
  version: z.string(),
})

export const done = z.strictObject(success)
export const registered = z.strictObject({
  ...success,
  message: z.string(),
  user,
  account,
  api_key: apiKeyText,
  ...inForce,
})
export const signedIn = z.strictObject({
  ...success,
  token: z.string(),
  expires_at: time,
  user,
  billing: z.strictObject({ plan: z.string(), usage_count: count, usage_limit: count.nullable() }),
})
export const meChanged = z.strictObject({ ...success, user, settings })
export const me = z.strictObject({
  ...success,
  user,
  settings,
  account,
  role,
  accounts: z.array(membership).meta({ description: 'All that the user is a member of, the oldest membership first' }),
  session: z.strictObject({ kind: z.enum(['cookie', 'bearer']), expires_at: time }),
})
export const accountSwitched = z.strictObject({
  ...success,
  token: z.string().nullable().meta({ description: 'In place of the one that asked; null for a cookie, which is set' }),
  expires_at: time,
})
export const left = z.strictObject({ ...success, ...inForce })
export const memberChanged = z.strictObject({ ...success, member, ...inForce })
export const invitationShown = z.strictObject({ ...success, invitation })
export const accountShown = z.strictObject({ ...success, account })
export const labels = z.array(
  z.strictObject({
    token_hash: z.string().meta({ description: 'SHA-256 of the token, in hex' }),
    token_type: z.string(),
    label: z
      .enum(['true_positive', 'false_positive'])
      .meta({ description: 'Whether it is, or was, a key of this service' }),
  }),
)
export const keyMade = z.strictObject({ ...success, key, api_key: apiKeyText, ...inForce })
export const keyShown = z.strictObject({ ...success, key })
export const keyRotated = keyMade.extend({
  replaces: z.string().meta({ description: 'The id of the key that was replaced' }),
  replaced: key,
})
export const keyEnded = z.strictObject({ ...success, key, ...inForce })
export const tokenMade = z.strictObject({
  ...success,
  token,
  service_token: z.string().meta({ description: 'The token itself, here and never again.' }),
})
export const tokenEnded = z.strictObject({ ...success, token })
export const verified = z.strictObject({
  ...success,
  valid: z.boolean(),
  code: z.enum(DECISION_CODES),
  key_id: z.string().nullable(),
  account_id: z.string().nullable(),
  plan: z.string().nullable(),
  name: z.string().nullable(),
  scopes: z.array(z.string()),
  limits: z.array(
    z.strictObject({ name: z.string(), quota: count, remaining: count, reset_seconds: count.nullable() }),
  ),
  retry_after: count
    .nullable()
    .meta({ description: 'Seconds until the limit that refused starts anew, as in Retry-After; null when none does' }),
  expires_at: time.nullable(),
  request_id: z.string(),
})
export const routeShown = z.strictObject({ ...success, route })
export const accountChanged = z.strictObject({ ...success, account: accountRow, ...inForce })
export const userChanged = z.strictObject({ ...success, user: userRow, ...inForce })
export const usage = z.strictObject({
  ...success,
  range: z.enum([...USAGE_RANGES, 'custom']),
  ...span,
  time_zone: z.string().meta({ description: 'Whose days they are: UTC beyond 31 days' }),
  step: z.enum(['hour', 'day', 'week']),
  step_ms: count.meta({ description: 'An hour or a day; a day on which clocks change is an hour shorter or longer' }),
  exact: z.boolean().meta({ description: 'False: as D1 last heard, since the meter did not answer' }),
  as_of: time,
  series: z.array(z.strictObject({ ...span, ...sums, ...percentiles })),
  totals: z.strictObject({ ...sums, ...percentiles }),
  before: z
    .strictObject({ ...span, ...sums, ...percentiles })
    .meta({ description: 'The same of the period before, which is as long' }),
  refusals: z.array(z.strictObject({ code: z.string(), calls: count, calls_before: count })),
  group: z.enum(['key', 'route', 'outcome']).nullable(),
  groups: z
    .array(z.strictObject({ id: z.string(), name: z.string(), ...sums, calls_before: callsBefore }))
    .meta({ description: 'Those with most calls first, up to 1,000' }),
  others: z
    .strictObject({
      count: count.meta({ description: 'How many more groups there are' }),
      ...sums,
      calls_before: callsBefore,
    })
    .nullable(),
  month,
})
export const usageFile = z.file().mime(['text/csv; charset=utf-8', 'application/x-ndjson'])
export const sessionEnded = z.strictObject({ ...success, session })
export const tokens = list(token)
export const sessions = list(session)
export const members = list(member)
export const invitations = list(invitation)
export const auditEvents = list(auditEvent)
export const keys = list(keyRow)
export const plans = list(plan)
const listSearched = <T extends z.ZodType>(item: T) =>
  list(item).extend({
    searched_back_to: time.nullable().meta({
      description: 'Where less than asked was found and more is left to search: back to when it was searched',
    }),
  })
export const calls = listSearched(call)
export const callShown = z.strictObject({ ...success, call: explainedCall })
export const anyCalls = listSearched(anyCall)
export const anyCallShown = z.strictObject({ ...success, call: anyExplainedCall })
const minor = z.int().meta({ description: 'In minor units of the currency' })
export const period = z.strictObject({
  ...success,
  period: z.string().meta({ description: 'A calendar month in UTC: 2026-11' }),
  run: z
    .strictObject({
      started_at: time,
      asked_by: z.string().nullable().meta({ description: 'The operator who asked; null: by itself' }),
      queued: count.meta({ description: 'Accounts that were queued so far' }),
      queued_at: time.nullable().meta({ description: 'Null while accounts are being queued' }),
    })
    .nullable()
    .meta({ description: 'Null of a month that nothing was queued of yet' }),
  done: count.meta({ description: 'Accounts that are closed' }),
  left: count.meta({ description: 'Accounts that are not closed yet: they wait for open calls, or the log says why' }),
  bills: z.array(z.strictObject({ currency: z.string(), count, total_minor: minor })),
})
export const callRefunded = z.strictObject({
  ...success,
  refund: z.strictObject({
    request_id: z.string(),
    account_id: z.string(),
    period: z.string().meta({ description: 'The month of its admission' }),
    credits: count,
    reason: z.string(),
    created_at: time,
  }),
})
export const creditGiven = z.strictObject({
  ...success,
  credit: z.strictObject({
    id: z.string(),
    account_id: z.string(),
    kind: z.enum(['late_refund', 'goodwill']),
    amount_minor: minor,
    used_minor: minor.meta({ description: 'What bills have taken off so far' }),
    currency: z.string(),
    reason: z.string(),
    created_at: time,
  }),
})
const run = z
  .strictObject({
    id: z.string(),
    since: time.meta({ description: 'What is older was not compared; 0 for everything. UTC milliseconds' }),
    started_at: time,
    finished_at: time.nullable().meta({ description: 'Null while it is under way' }),
    accounts: count,
    skipped: count.meta({ description: 'Accounts that could not be compared: the log says why' }),
    differences: count,
  })
  .meta({ id: 'Reconciliation' })
const difference = z
  .strictObject({
    account_id: z.string(),
    code: z.enum(DIFFERENCES),
    subject: z.string().meta({ description: 'What it is about; with account and code it names the difference' }),
    key_id: z.string().nullable(),
    period: z.string().nullable(),
    expected: z.int(),
    found: z.int(),
    first_seen_at: time,
    last_seen_at: time,
  })
  .meta({ id: 'Difference' })
export const differences = z.strictObject({ ...list(difference).shape, run: run.nullable() })
export const reconciled = z.strictObject({ ...success, run })
export const repaired = z.strictObject({
  ...success,
  repaired: count.meta({ description: 'Months of accounts that were added up; again until it is 0' }),
  run,
})
export const routes = list(route)
export const accounts = list(accountRow)
export const deliveries = list(
  z
    .strictObject({
      account_id: z.string(),
      account_name: z.string(),
      delivered_at: time.meta({ description: 'When the database last took something of it' }),
      late: z.boolean(),
      waiting: count
        .nullable()
        .meta({ description: 'Calls that the database does not hold yet; null without an answer' }),
      oldest_age_ms: count,
      failures: count.nullable().meta({ description: 'Failed tries since the last that was none' }),
    })
    .meta({ id: 'Delivery' }),
)
export const users = list(userRow)
const billed = { bills: count, billed_minor: minor }
export const revenue = z.strictObject({
  ...success,
  at: time,
  from: time,
  until: time,
  currencies: z.array(
    z
      .strictObject({
        currency: z.string(),
        recurring_minor: minor.meta({
          description: 'What accounts pay a month for the plans they have; trials left out',
        }),
        accounts: count,
        trials: count,
        billed_minor: minor,
        paid_minor: minor,
        outstanding_minor: minor,
        months: z.array(z.strictObject({ month: z.string(), ...billed, paid_minor: minor })),
        plans: z.array(
          z.strictObject({
            id: z.string(),
            key: z.string(),
            version: count,
            name: z.string(),
            price: minor,
            accounts: count,
            trials: count,
            recurring_minor: minor,
            billed_minor: minor.meta({ description: 'Before credits and taxes' }),
          }),
        ),
        ageing: z.array(z.strictObject({ age: z.enum(AGES), bills: count, outstanding_minor: minor })),
        top_accounts: z.array(z.strictObject({ account_id: z.string(), name: z.string(), ...billed })),
      })
      .meta({ id: 'Revenue' }),
  ),
})
const billFields = z.strictObject({
  id: z.string(),
  number: z.string().nullable().meta({ description: 'TG-000042; null of a draft, which operators alone see' }),
  month: z.string().meta({ description: 'A calendar month of UTC: 2026-11' }),
  status: z.enum(BILL_STATUSES),
  currency: z.string().meta({ description: 'ISO 4217' }),
  subtotal_minor: minor,
  tax_name: z.string(),
  tax_ppm: count.meta({ description: 'Parts per million: 190000 are 19 %' }),
  tax_minor: minor,
  total_minor: minor,
  credited_minor: minor.meta({ description: 'By credit notes' }),
  paid_minor: minor.meta({ description: 'Refunds taken off' }),
  outstanding_minor: minor.meta({ description: 'What is still to be paid: of an open bill alone' }),
  billing_details: z.strictObject({ name: z.string(), address: z.string(), tax_id: z.string() }).nullable(),
  digest: z.string().meta({ description: 'SHA-256, in hex, of the usage and the terms that it was computed from' }),
  issued_at: time.nullable(),
  due_at: time.nullable(),
  paid_at: time.nullable(),
})
const creditNote = z
  .strictObject({
    id: z.string(),
    number: z.string().meta({ description: 'CN-000007' }),
    amount_minor: minor,
    reason: z.string(),
    issued_at: time,
  })
  .meta({ id: 'CreditNote' })
const billLine = z
  .strictObject({
    kind: z.enum(LINE_KINDS),
    plan: z.string().nullable(),
    starts_at: time,
    ends_at: time,
    quantity: count.meta({ description: 'Of overage and credit: credits; of base and proration: seconds' }),
    amount_minor: minor.meta({ description: 'Minor units; less than 0 is in the account’s favour' }),
    price_minor: minor.optional().meta({ description: 'Of base and proration: the plan’s, a month' }),
    month_seconds: count.optional(),
    tier: z
      .strictObject({ from: count, to: count.nullable(), price_minor: count, per: count })
      .optional()
      .meta({ description: 'Of overage: price_minor for so many credits' }),
    request_ids: z.array(z.string()).optional().meta({ description: 'Of a credit: the calls that were given back' }),
    of_month: z.string().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'BillLine' })
const wholeBillFields = billFields.extend({
  lines: z.array(billLine),
  payments: z.array(
    z.strictObject({
      id: z.string(),
      method: z.enum(PAYMENT_METHODS),
      amount_minor: minor,
      refunded_minor: minor,
      paid_at: time,
    }),
  ),
  credit_notes: z.array(creditNote),
  acts: z.array(z.strictObject({ action: z.enum(BILL_ACTS), at: time, reason: z.string() })),
})
const ofNamedAccount = { account_id: z.string(), account_name: z.string() }
const anyWholeBill = wholeBillFields.extend(ofNamedAccount).meta({ id: 'AnyWholeBill' })
export const bills = list(billFields.meta({ id: 'Bill' }))
export const billShown = z.strictObject({ ...success, bill: wholeBillFields.meta({ id: 'WholeBill' }) })
export const anyBills = list(billFields.extend(ofNamedAccount).meta({ id: 'AnyBill' })).extend({
  totals: z
    .array(
      z.strictObject({
        currency: z.string(),
        bills: count,
        total_minor: minor,
        credited_minor: minor,
        paid_minor: minor,
        outstanding_minor: minor,
      }),
    )
    .meta({ description: 'Of everything that the filter leaves, by currency' }),
})
export const anyBillShown = z.strictObject({ ...success, bill: anyWholeBill })
export const billChanged = z.strictObject({ ...success, bill: anyWholeBill, ...inForce })
export const billCredited = z.strictObject({ ...success, credit_note: creditNote, bill: anyWholeBill, ...inForce })
export const archivedDays = list(
  z
    .strictObject({
      day: z.iso.date().meta({ description: 'UTC, on which the calls ended' }),
      calls: count,
      bytes: count.meta({ description: 'Of the file' }),
    })
    .meta({ id: 'ArchivedDay' }),
)
export const gzip = z.file().mime('application/gzip')
export const zip = z.file().mime('application/zip')
export const openapi = z.looseObject({ openapi: z.string() })

export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    request_id: z.string(),
    retry_after: z.int().optional().meta({ description: 'Seconds, as in Retry-After' }),
    errors: z.array(
      z.strictObject({ field: z.string(), problem: z.string(), limit: z.number().optional(), message: z.string() }),
    ),
    success: z.literal(false),
    message: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' })

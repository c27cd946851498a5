import type { PlanTerms } from '../../src/domain/plans/terms.ts'
import { DEMO_UPSTREAM, type GatewayRoute } from '../../src/domain/routing/route.ts'
import { sql } from './sql.ts'

const burst = (limit: number) => [{ name: 'burst', limit, window_seconds: 60 }]

/** The plans that a new service sells. Prices are US cents: whoever sells in another currency ends them. */
const PLANS: (PlanTerms & { key: string })[] = [
  {
    key: 'free',
    name: 'Free',
    priceMinor: 0,
    currency: 'USD',
    includedCredits: 100,
    overage: null,
    rateLimits: burst(600),
    quotas: [],
    maxKeys: 100,
    maxMembers: 10,
    trialDays: 0,
    byInvitation: false,
    features: {
      en: ['Every route of the API', 'The ledger of your calls for 30 days', 'Calls stop when the credits are used up'],
      zh: ['可调用 API 的全部路由', '调用记录保留 30 天', '额度用完即停，不会产生费用'],
    },
  },
  {
    key: 'pro',
    name: 'Pro',
    priceMinor: 2_900,
    currency: 'USD',
    includedCredits: 100_000,
    overage: [
      { from: 0, to: 400_000, price_minor: 40, per: 1_000 },
      { from: 400_000, to: null, price_minor: 30, per: 1_000 },
    ],
    rateLimits: burst(6_000),
    quotas: [],
    maxKeys: 1_000,
    maxMembers: 50,
    trialDays: 14,
    byInvitation: false,
    features: {
      en: ['Everything in Free', 'Calls go on beyond the included credits', 'A cap on spending that you set yourself'],
      zh: ['包含免费版的全部功能', '超出包含的额度后仍可继续调用', '可自行设定每月消费上限'],
    },
  },
  {
    key: 'enterprise',
    name: 'Enterprise',
    priceMinor: 49_900,
    currency: 'USD',
    includedCredits: 5_000_000,
    overage: [
      { from: 0, to: 20_000_000, price_minor: 10, per: 1_000 },
      { from: 20_000_000, to: null, price_minor: 7, per: 1_000 },
    ],
    rateLimits: burst(60_000),
    quotas: [],
    maxKeys: 10_000,
    maxMembers: null,
    trialDays: 0,
    byInvitation: false,
    features: {
      en: ['Everything in Pro', 'A thousand calls a second', 'The lowest price for each credit'],
      zh: ['包含 Pro 的全部功能', '每秒一千次调用', '每点额度的单价最低'],
    },
  },
]

const planRow = (plan: (typeof PLANS)[number], now: number) =>
  sql`INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, overage, rate_limits, max_keys,
max_members, trial_days, features, created_at)
VALUES (${`plan_${plan.key}_1`}, ${plan.key}, 1, ${plan.name}, ${plan.priceMinor}, ${plan.currency}, ${plan.includedCredits},
${plan.overage && JSON.stringify(plan.overage)}, ${JSON.stringify(plan.rateLimits)}, ${plan.maxKeys}, ${plan.maxMembers},
${plan.trialDays}, ${JSON.stringify(plan.features)}, ${now}) ON CONFLICT DO NOTHING`

// A plan that was sold never changes: another limit makes another version, for those who sign up from now on.
const freePlanOf = (limit: number, now: number) =>
  sql`INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, rate_limits, quotas, max_keys,
max_members, features, created_at)
SELECT 'plan_free_' || (version + 1), key, version + 1, name, price_minor, currency, ${limit}, rate_limits, quotas, max_keys,
max_members, features, ${now}
FROM (SELECT * FROM plans WHERE key = 'free' ORDER BY version DESC LIMIT 1) WHERE included_credits IS NOT ${limit}`

/**
 * Plans and the demo route, under ids that stay. What is there already is left as it is, but for the free plan's credits
 * when they are given.
 */
export function catalogue(now: number, freeLimit: number | null): string[] {
  const demo: GatewayRoute = {
    id: 'route_demo',
    name: 'Demo',
    path: '/demo',
    upstreamUrl: DEMO_UPSTREAM,
    methods: [],
    credits: 1,
    scopes: [],
    timeoutMs: 30_000,
    maxBodyBytes: 10_485_760,
    stripPrefix: true,
    billFailures: false,
    options: {},
    createdAt: now,
  }
  return [
    ...PLANS.map((plan) => planRow(plan, now)),
    ...(freeLimit === null ? [] : [freePlanOf(freeLimit, now)]),
    sql`INSERT INTO routes (id, name, path, upstream_url, timeout_ms, max_body_bytes, created_at)
VALUES (${demo.id}, ${demo.name}, ${demo.path}, ${demo.upstreamUrl}, ${demo.timeoutMs}, ${demo.maxBodyBytes}, ${now})
ON CONFLICT DO NOTHING`,
    sql`INSERT INTO snapshots (name, body, updated_at) VALUES ('routes', ${JSON.stringify([demo])}, ${now})
ON CONFLICT DO NOTHING`,
  ]
}

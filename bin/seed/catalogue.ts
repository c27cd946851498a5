import { DEMO_UPSTREAM, type GatewayRoute } from '../../src/domain/routing/route.ts'
import { sql } from './sql.ts'

const burst = (limit: number) => JSON.stringify([{ name: 'burst', limit, window_seconds: 60 }])

/** The plans that a new service sells: credits a calendar month, price in US cents a month, calls a minute. */
const PLANS = [
  { key: 'free', name: 'Free', price: 0, credits: 100, rate: 600 },
  { key: 'pro', name: 'Pro', price: 2_900, credits: 100_000, rate: 6_000 },
  { key: 'enterprise', name: 'Enterprise', price: 49_900, credits: 5_000_000, rate: 60_000 },
]

// A plan that was sold never changes: another limit makes another version, for those who sign up from now on.
const freePlanOf = (limit: number, now: number) =>
  sql`INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, rate_limits, quotas, created_at)
SELECT 'plan_free_' || (version + 1), key, version + 1, name, price_minor, currency, ${limit}, rate_limits, quotas, ${now}
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
    ...PLANS.map(
      (
        plan,
      ) => sql`INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, rate_limits, created_at)
VALUES (${`plan_${plan.key}_1`}, ${plan.key}, 1, ${plan.name}, ${plan.price}, 'USD', ${plan.credits}, ${burst(plan.rate)}, ${now})
ON CONFLICT DO NOTHING`,
    ),
    ...(freeLimit === null ? [] : [freePlanOf(freeLimit, now)]),
    sql`INSERT INTO routes (id, name, path, upstream_url, timeout_ms, max_body_bytes, created_at)
VALUES (${demo.id}, ${demo.name}, ${demo.path}, ${demo.upstreamUrl}, ${demo.timeoutMs}, ${demo.maxBodyBytes}, ${now})
ON CONFLICT DO NOTHING`,
    sql`INSERT INTO snapshots (name, body, updated_at) VALUES ('routes', ${JSON.stringify([demo])}, ${now})
ON CONFLICT DO NOTHING`,
  ]
}

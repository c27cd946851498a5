import { type AddressRange, parseRange } from '../domain/keys/addresses.ts'
import type { AccountSnapshot, KeySnapshot, PhaseSnapshot } from '../domain/metering/face.ts'

interface AccountColumns {
  id: string
  tag: string
  revision: number
  status: 'active' | 'suspended'
  verified: 0 | 1
  erased: 0 | 1
  payment_required: 0 | 1
  spending_cap_minor: number | null
  spending_alerts: string
}

interface PhaseColumns {
  starts_at: number
  trial: 0 | 1
  plan_id: string
  plan_key: string
  plan_name: string
  included_credits: number | null
  rate_limits: string
  quotas: string
  overage: string | null
}

interface KeyColumns {
  id: string
  hash: string
  name: string
  status: 'active' | 'disabled' | 'revoked'
  expires_at: number | null
  scopes: string
  allowed_ips: string
  rate_limits: string
  quota: string | null
}

// One that is to be deleted admits nothing, as one that the operators suspended.
const ACCOUNT = `SELECT a.id, a.tag, a.revision, iif(a.deletion_due_at IS NULL, a.status, 'suspended') AS status,
  a.erased_at IS NOT NULL AS erased, EXISTS (SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id
  WHERE m.account_id = a.id AND m.role = 'owner' AND u.email_verified_at IS NOT NULL) AS verified,
  a.payment_required_at IS NOT NULL AS payment_required, a.spending_cap_minor, a.spending_alerts FROM accounts a`
// More phases than an account may begin in a month (src/domain/billing/phases.ts), and those that lie ahead.
const PHASES = `SELECT f.starts_at, f.trial, p.id AS plan_id, p.key AS plan_key, p.name AS plan_name, p.included_credits,
  p.rate_limits, p.quotas, p.overage FROM accounts a JOIN plan_phases f ON f.account_id = a.id
  JOIN plans p ON p.id = f.plan_id WHERE a.tag = ?1 ORDER BY f.starts_at DESC LIMIT 40`
const KEYS = `SELECT k.id, k.hash, k.name, k.status, k.expires_at, k.scopes, k.allowed_ips, k.rate_limits,
  k.quota FROM api_keys k JOIN accounts a ON a.id = k.account_id`

/**
 * An account as its meter must know it, read from D1's primary in one transaction, with the keys that changed after
 * the revision `known`. Null when there is no such account; of one whose erasing has begun the keys are no more.
 */
export async function readMeterSnapshot(
  d1: D1Database,
  tag: string,
  known: number,
): Promise<{ account: AccountSnapshot; keys: KeySnapshot[]; erased: boolean } | null> {
  const session = d1.withSession('first-primary')
  const [accounts, keys, phases] = await session.batch([
    session.prepare(`${ACCOUNT} WHERE a.tag = ?1`).bind(tag),
    session.prepare(`${KEYS} WHERE a.tag = ?1 AND k.revision > ?2`).bind(tag, known),
    session.prepare(PHASES).bind(tag),
  ])
  const row = accounts?.results[0] as AccountColumns | undefined
  if (!row) return null
  const erased = row.erased === 1
  const ofAccount = ((phases?.results ?? []) as PhaseColumns[]).map(readPhase).reverse()
  const newest = ofAccount.at(-1)
  if (!newest) throw new Error('an account has no plan')
  return {
    erased,
    account: {
      id: row.id,
      tag: row.tag,
      revision: row.revision,
      status: row.status,
      verified: row.verified === 1,
      paymentRequired: row.payment_required === 1,
      spendingCapMinor: row.spending_cap_minor,
      spendingAlerts: JSON.parse(row.spending_alerts),
      plan: newest.plan,
      phases: ofAccount,
    },
    keys: (erased ? [] : ((keys?.results ?? []) as KeyColumns[])).map((key) => ({
      id: key.id,
      hash: key.hash,
      name: key.name,
      status: key.status,
      expiresAt: key.expires_at,
      scopes: JSON.parse(key.scopes),
      allowedIps: (JSON.parse(key.allowed_ips) as string[]).map(readRange),
      rateLimits: JSON.parse(key.rate_limits),
      quota: key.quota === null ? null : JSON.parse(key.quota),
    })),
  }
}

const readPhase = (row: PhaseColumns): PhaseSnapshot => ({
  from: row.starts_at,
  planId: row.plan_id,
  trial: row.trial === 1,
  plan: {
    key: row.plan_key,
    name: row.plan_name,
    includedCredits: row.included_credits,
    rateLimits: JSON.parse(row.rate_limits),
    quotas: JSON.parse(row.quotas),
    overage: row.trial === 1 || row.overage === null ? null : JSON.parse(row.overage),
  },
})

function readRange(text: string): AddressRange {
  const range = parseRange(text)
  // Left out it might leave none, which is anywhere.
  if (!range) throw new Error('a key holds an address that is none')
  return range
}

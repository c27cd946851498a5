import { sha256 } from '@oslojs/crypto/sha2'
import { encodeHexLowerCase } from '@oslojs/encoding'
import type { BillInput, CallRefund, ComputedBill } from './lines.ts'
import type { ClosedPhase } from './phases.ts'

/**
 * SHA-256, hexadecimal, of the usage and terms of an account's month: the month, its phases with their credits, the terms of
 * each plan, the calls that were given back and whether their month's bill was void, what was used of money in its favour, and the tax. Of credits that exist but
 * were not used it says nothing.
 */
export function digestOf(accountId: string, input: BillInput, bill: ComputedBill | null): string {
  const { month, phases, plans, refunded, taxPpm } = input
  const taken = new Set(bill?.refunds)
  const months = refunded.filter(({ refunds }) => refunds.some(({ requestId }) => taken.has(requestId)))
  const named = new Set([...phases, ...months.flatMap((of) => of.phases)].map(({ plan_id }) => plan_id))
  const text = JSON.stringify([
    accountId,
    [month.name, month.start, month.end],
    phases.map(ofPhase),
    [...named].sort().map((id) => {
      const plan = plans[id]
      const tiers = plan?.overage?.map(({ from, to, price_minor, per }) => [from, to, price_minor, per]) ?? null
      return [id, plan?.priceMinor, plan?.currency, plan?.includedCredits, tiers]
    }),
    months.map((of) => [
      ...[of.period, of.phases.map(ofPhase), inOrder(of.before), inOrder(of.refunds)],
      ...(of.isVoid ? ['void'] : []),
    ]),
    bill?.used.map(({ creditId, amountMinor }) => [creditId, amountMinor]) ?? [],
    taxPpm,
  ])
  return encodeHexLowerCase(sha256(new TextEncoder().encode(text)))
}

const ofPhase = ({ starts_at, ends_at, plan_id, trial, credits }: ClosedPhase) => [
  starts_at,
  ends_at,
  plan_id,
  trial,
  credits,
]

const inOrder = (refunds: readonly CallRefund[]) =>
  refunds
    .map(({ requestId, phase, credits }) => [requestId, phase, credits] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))

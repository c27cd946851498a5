import type { Period } from '../periods.ts'
import type { BillLine } from './bill.ts'
import { shareOf, taxOn } from './money.ts'
import { byTier } from './overage.ts'
import { type ClosedPhase, overageByPlan, type PhaseUse, spentOn, type Terms } from './phases.ts'

/** What a plan charges. */
export interface BilledPlan extends Terms {
  /** Minor units a month. */
  priceMinor: number
  currency: string
}

/** Credits of a call that were given back after it had ended. */
export interface CallRefund {
  requestId: string
  /** `starts_at` of the plan phase that the call was charged in: maybe before its month. */
  phase: number
  credits: number
}

/** A month of which calls were given back. */
export interface RefundedMonth {
  period: string
  /** UTC ms, half-open. */
  start: number
  end: number
  phases: ClosedPhase[]
  /** Its bill is void: nothing of it is owed, so that its calls are worth nothing. */
  isVoid: boolean
  /** What earlier bills have taken into account. */
  before: CallRefund[]
  refunds: CallRefund[]
}

/** Money in the account's favour. */
export interface Favour {
  id: string
  reason: string
  leftMinor: number
  currency: string
}

/** All that a bill is computed from. */
export interface BillInput {
  month: Pick<Period, 'name' | 'start'> & { end: number }
  /** In their order. */
  phases: ClosedPhase[]
  /** By id: those of every phase here. */
  plans: Record<string, BilledPlan>
  /** Months whose refunds no bill has taken into account, this one too, oldest first. */
  refunded: RefundedMonth[]
  /** In the order in which they are used up. */
  credits: Favour[]
  /** Parts per million. */
  taxPpm: number
}

/** A bill before anyone numbers it. */
export interface ComputedBill {
  currency: string
  lines: BillLine[]
  subtotalMinor: number
  taxMinor: number
  totalMinor: number
  /** Request ids of the refunds that it takes into account, those that are worth nothing too. */
  refunds: string[]
  used: { creditId: string; amountMinor: number }[]
  /** What refunds are worth beyond what is owed: for later bills. */
  left: { period: string; amountMinor: number }[]
}

type Line = Omit<BillLine, 'position'>

/**
 * The bill of a month; null of one in which nothing has a price. Amounts are whole minor units: each plan's price by the time
 * it was had, rounded so that the parts of a month sum to it; overage by tier and plan; then what is in the account's
 * favour, as far as something is owed. Throws when plans of the month have several currencies.
 */
export function billOf(input: BillInput): ComputedBill | null {
  const { phases, plans, taxPpm } = input
  const charges = [...baseLines(input), ...overageLines(input)]
  const currency = currencyOf(phases, plans)
  if (charges.length === 0 || currency === null) return null

  const lines: Line[] = charges
  let subtotalMinor = charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const takeOff = (amountMinor: number, line: Omit<Line, 'amountMinor' | 'kind' | 'planId'>): number => {
    const off = Math.min(amountMinor, subtotalMinor)
    subtotalMinor -= off
    if (off > 0) lines.push({ kind: 'credit', planId: null, ...line, amountMinor: -off })
    return off
  }

  const bill: Pick<ComputedBill, 'refunds' | 'used' | 'left'> = { refunds: [], used: [], left: [] }
  for (const month of input.refunded) {
    const ofMonth = currencyOf(month.phases, plans)
    if (ofMonth !== null && ofMonth !== currency) continue
    const { period, start, end, refunds } = month
    const requestIds = refunds.map(({ requestId }) => requestId)
    const quantity = refunds.reduce((sum, { credits }) => sum + credits, 0)
    const worth = worthOf(month, plans)
    const off = takeOff(worth, { startsAt: start, endsAt: end, quantity, detail: { requestIds, ofPeriod: period } })
    bill.refunds.push(...requestIds)
    if (off < worth) bill.left.push({ period, amountMinor: worth - off })
  }
  for (const { id, reason, leftMinor, currency: of } of input.credits) {
    if (of !== currency) continue
    const { start, end } = input.month
    const detail = { creditId: id, reason }
    const off = takeOff(leftMinor, { startsAt: start, endsAt: end, quantity: 1, detail })
    if (off > 0) bill.used.push({ creditId: id, amountMinor: off })
  }

  const taxMinor = taxOn(subtotalMinor, taxPpm)
  const totalMinor = subtotalMinor + taxMinor
  if (!Number.isSafeInteger(totalMinor)) throw new Error('a bill is beyond what numbers hold')
  return {
    currency,
    lines: lines.map((line, i) => ({ position: i + 1, ...line })),
    subtotalMinor,
    taxMinor,
    totalMinor,
    ...bill,
  }
}

const planOf = (plans: Record<string, BilledPlan>, id: string): BilledPlan => {
  const plan = plans[id]
  if (!plan) throw new Error(`the plan ${id} is unknown`)
  return plan
}

/** The currency of what costs anything in a month; null when nothing does. */
function currencyOf(phases: readonly ClosedPhase[], plans: Record<string, BilledPlan>): string | null {
  const found = new Set<string>()
  for (const { plan_id, trial } of phases) {
    const { priceMinor, overage, currency } = planOf(plans, plan_id)
    if (!trial && (priceMinor > 0 || overage !== null)) found.add(currency)
  }
  if (found.size > 1) throw new Error(`plans of one month have several currencies: ${[...found].join(', ')}`)
  return [...found][0] ?? null
}

function baseLines({ month: { start, end }, phases, plans }: BillInput): Line[] {
  const had = new Map<string, number>()
  return phases.flatMap(({ starts_at, ends_at, plan_id, trial }) => {
    const { priceMinor } = planOf(plans, plan_id)
    if (trial || priceMinor === 0) return []
    const before = had.get(plan_id) ?? 0
    const until = before + ends_at - starts_at
    had.set(plan_id, until)
    const amountMinor = shareOf(priceMinor, until, end - start) - shareOf(priceMinor, before, end - start)
    return [
      {
        kind: starts_at === start && ends_at === end ? ('base' as const) : ('proration' as const),
        planId: plan_id,
        startsAt: starts_at,
        endsAt: ends_at,
        quantity: Math.floor((ends_at - starts_at) / 1000),
        detail: { priceMinor, monthSeconds: (end - start) / 1000 },
        amountMinor,
      },
    ]
  })
}

function overageLines({ phases, plans }: BillInput): Line[] {
  return [...overageByPlan(asUse(phases, plans))].flatMap(([planId, { credits, tiers }]) => {
    const had = phases.filter(({ plan_id, trial }) => plan_id === planId && !trial)
    const startsAt = had[0]?.starts_at ?? 0
    const endsAt = had.at(-1)?.ends_at ?? 0
    return byTier(tiers, credits).map(({ tier, credits: quantity, amountMinor }) => {
      return { kind: 'overage' as const, planId, startsAt, endsAt, quantity, detail: { tier }, amountMinor }
    })
  })
}

const asUse = (phases: readonly ClosedPhase[], plans: Record<string, BilledPlan>): PhaseUse[] =>
  phases.map(({ plan_id, trial, credits }) => ({ planId: plan_id, trial, credits, terms: planOf(plans, plan_id) }))

/** What the overage of a month costs less without these calls than with them. */
function worthOf({ phases, start, isVoid, before, refunds }: RefundedMonth, plans: Record<string, BilledPlan>): number {
  if (isVoid) return 0
  const without = (gone: readonly CallRefund[]) =>
    spentOn(
      asUse(
        phases.map((phase) => {
          const ofPhase = gone.filter((refund) => Math.max(refund.phase, start) === phase.starts_at)
          const credits = phase.credits - ofPhase.reduce((sum, refund) => sum + refund.credits, 0)
          return { ...phase, credits: Math.max(0, credits) }
        }),
        plans,
      ),
    )
  return without(before) - without([...before, ...refunds])
}

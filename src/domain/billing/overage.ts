import { shareOf } from './money.ts'

/** What credits beyond the included ones cost: those from the `from`th on (the first is 0) up to, without, the `to`th. */
export interface OverageTier {
  from: number
  /** Null has no end. */
  to: number | null
  /** Minor units for `per` credits. */
  price_minor: number
  per: number
}

/** Credits of one tier, and what they cost together. */
export interface TierUse {
  tier: OverageTier
  credits: number
  amountMinor: number
}

/** What is wrong with tiers that leave a gap, overlap, or do not go from the first credit to no end; null when nothing is. */
export function faultOf(
  tiers: readonly OverageTier[],
): { tier: number; problem: 'gap' | 'overlap' | 'empty' | 'end' } | null {
  let next: number | null = 0
  for (const [tier, { from, to }] of tiers.entries()) {
    if (next === null || from < next) return { tier, problem: 'overlap' }
    if (from > next) return { tier, problem: 'gap' }
    if (to !== null && to <= from) return { tier, problem: 'empty' }
    next = to
  }
  return next === null ? null : { tier: tiers.length - 1, problem: 'end' }
}

/** Credits of overage by tier, graduated: each tier's credits at its own price, rounded once a tier. */
export function byTier(tiers: readonly OverageTier[], credits: number): TierUse[] {
  return tiers.flatMap((tier) => {
    const within = Math.min(credits, tier.to ?? credits) - tier.from
    if (within <= 0) return []
    return [{ tier, credits: within, amountMinor: shareOf(tier.price_minor, within, tier.per) }]
  })
}

/** What so many credits of overage cost, minor units. Never less for more credits. */
export const overageCost = (tiers: readonly OverageTier[], credits: number): number =>
  byTier(tiers, credits).reduce((sum, { amountMinor }) => sum + amountMinor, 0)

/** As many credits as a month can count: beyond, numbers are not exact. */
const MOST_CREDITS = 2 ** 52

/** The most credits of overage that cost no more than an amount. */
export function creditsWithin(tiers: readonly OverageTier[], amountMinor: number): number {
  if (overageCost(tiers, MOST_CREDITS) <= amountMinor) return MOST_CREDITS
  let [fits, exceeds] = [0, MOST_CREDITS]
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2)
    if (overageCost(tiers, middle) <= amountMinor) fits = middle
    else exceeds = middle
  }
  return fits
}

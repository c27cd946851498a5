import type { KeyRateLimit, Outcome, Quota, RateLimit } from '../../src/domain/metering/face.ts'
import { type D1Fault, POINTS, type Point } from './faults.ts'
import { type Dice, seeded } from './seeded.ts'

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A plan's version. */
export interface PlanSpec {
  includedCredits: number
  quotas: Quota[]
  rateLimits: RateLimit[]
}

export interface KeySpec {
  rateLimits: KeyRateLimit[]
  quota: Quota | null
}

/** How a client ends a call that was admitted. */
export interface EndSpec {
  /** After the answer, ms. */
  afterMs: number
  /** Steps later than its call's. */
  later: number
  /** Alone, or with the account's next admission. */
  by: 'settle' | 'ride'
  outcome: Exclude<Outcome, 'unknown'>
  refund: boolean
  /** What the answer says that it costs; null when it says nothing. */
  credits: number | null
  times: number
}

/** One call of a client's. Accounts and keys are numbers into the schedule's lists. */
export interface CallSpec {
  /** From the step's start, ms. */
  afterMs: number
  account: number
  key: number
  route: string
  credits: number
  timeoutMs: number
  /** How often the same message is sent at once. */
  times: number
  /** One that comes once more, so much later. */
  lateMs: number | null
  /** Nobody hears the answer. */
  lose: boolean
  /** What a client does that hears nothing. */
  unheard: 'asks again' | 'gives up' | 'leaves it'
  /** After how many steps it still says that it goes on. */
  renews: number
  /** Null: nobody ever says how it ended. */
  end: EndSpec | null
}

export interface ChangeSpec {
  afterMs: number
  account: number
  change:
    | { what: 'revoke'; key: number }
    | { what: 'key'; key: number; status: 'active' | 'disabled' }
    | { what: 'quota'; key: number; limit: number }
    | { what: 'account'; suspended: boolean }
    | { what: 'plan'; plan: number }
}

/** How the clock is turned: by so much, or to so much beside the next period's start. */
export type Turn = { by: number } | { to: 'day' | 'month'; off: number }

export interface Step {
  calls: CallSpec[]
  changes: ChangeSpec[]
  turns: (Turn & { afterMs: number })[]
  evictions: { afterMs: number; account: number }[]
  /** A page looks at the account: D1 is kept close behind. */
  looks: { afterMs: number; account: number }[]
  d1: D1Fault[]
  kill: { point: Point; nth: number } | { afterMs: number } | null
}

/** All that happens in one run: decided by its seed before anything has begun. */
export interface Schedule {
  seed: number
  /** Where the clock stands at first, UTC ms. */
  startsAt: number
  plans: PlanSpec[]
  accounts: { plan: number; keys: KeySpec[] }[]
  steps: Step[]
}

/** Everything in a step begins within so long, ms, and a late message comes so much later at most. */
export const LASTS_MS = 200
export const LATE_MOST_MS = 200
const ROUTES = ['route_one', 'route_two'] as const
const PERIODS = ['day', 'week', 'month', 'total'] as const

/** The schedule of a seed. */
export function scheduleOf(seed: number, steps: number): Schedule {
  const dice = seeded(seed)
  const turnOfMonth = Date.UTC(2027, dice.int(12), 1)
  const plans = Array.from({ length: 4 }, () => planOf(dice))
  const accounts = Array.from({ length: dice.between(3, 6) }, () => ({
    plan: dice.int(plans.length),
    keys: Array.from({ length: dice.between(1, 4) }, () => keyOf(dice)),
  }))
  return {
    seed,
    // Before a month's end, or on any day of it.
    startsAt: turnOfMonth - (dice.chance(0.5) ? dice.between(SECOND, 5 * MINUTE) : dice.int(27 * DAY)),
    plans,
    accounts,
    steps: Array.from({ length: steps }, () => stepOf(dice, { plans, accounts })),
  }
}

// Windows of one name last as long everywhere: a change of plan goes on with the one that is open.
const planOf = (dice: Dice): PlanSpec => ({
  includedCredits: dice.pick([40, 150, 600, 100_000]),
  quotas: dice.chance(0.3) ? [{ limit: dice.pick([30, 120]), period: dice.pick(['day', 'week', 'total']) }] : [],
  rateLimits: [
    { name: 'burst', limit: dice.pick([10, 60, 10_000]), window_seconds: 5 },
    ...(dice.chance(0.5) ? [{ name: 'steady', limit: dice.pick([100, 1_000]), window_seconds: 3_600 }] : []),
  ],
})

const keyOf = (dice: Dice): KeySpec => ({
  rateLimits: [
    ...(dice.chance(0.4) ? [{ name: 'own', limit: dice.between(5, 50), window_seconds: dice.pick([1, 60]) }] : []),
    ...(dice.chance(0.3) ? [{ name: 'one', limit: dice.between(2, 20), window_seconds: 60, route: ROUTES[0] }] : []),
  ],
  quota: dice.chance(0.6) ? { limit: dice.pick([20, 100, 1_000]), period: dice.pick(PERIODS) } : null,
})

function stepOf(dice: Dice, { plans, accounts }: Pick<Schedule, 'plans' | 'accounts'>): Step {
  const account = () => dice.int(accounts.length)
  const keyIn = (of: number) => dice.int(accounts[of]?.keys.length ?? 1)
  const afterMs = () => dice.int(LASTS_MS)
  const some = <T>(most: number, share: number, make: () => T): T[] =>
    Array.from({ length: most }, () => dice.chance(share)).flatMap((is) => (is ? [make()] : []))
  const turns = some(2, 0.35, () => ({ ...turnOf(dice), afterMs: afterMs() }))
  const calls = Array.from({ length: dice.between(15, 60) }, () => {
    const of = account()
    return callOf(dice, of, keyIn(of), afterMs())
  })
  return {
    calls: turns.some((turn) => 'by' in turn && turn.by < 0) ? calls.map(onceOnly) : calls,
    turns,
    changes: some(3, 0.25, () => changeOf(dice, account(), keyIn, plans.length, afterMs())),
    evictions: some(3, 0.4, () => ({ afterMs: afterMs(), account: account() })),
    looks: some(2, 0.3, () => ({ afterMs: afterMs(), account: account() })),
    d1: dice.chance(0.3) ? ['none'] : Array.from({ length: dice.between(1, 5) }, () => dice.pick(FAULTS)),
    kill: dice.chance(0.45) ? null : dice.chance(0.4) ? { afterMs: afterMs() } : stopOf(dice),
  }
}

const FAULTS: readonly D1Fault[] = ['none', 'none', 'fails', 'loses its answer', 'comes late', 'slow']

/** Of what seldom happens in a step the first is waited for. */
function stopOf(dice: Dice): { point: Point; nth: number } {
  const point = dice.pick(POINTS)
  const often = point.endsWith('admission') || point.endsWith('settlement')
  return { point, nth: often ? dice.between(1, 20) : dice.between(1, 2) }
}

function callOf(dice: Dice, account: number, key: number, afterMs: number): CallSpec {
  return {
    afterMs,
    account,
    key,
    route: dice.pick(ROUTES),
    credits: dice.chance(0.6) ? 1 : dice.int(12),
    timeoutMs: dice.pick([SECOND, 30 * SECOND, 5 * MINUTE]),
    times: dice.chance(0.1) ? 2 : 1,
    lateMs: dice.chance(0.15) ? dice.between(5, LATE_MOST_MS) : null,
    lose: dice.chance(0.08),
    unheard: dice.pick(['asks again', 'gives up', 'leaves it']),
    renews: dice.chance(0.15) ? dice.between(1, 6) : 0,
    end: dice.chance(0.15) ? null : endOf(dice),
  }
}

/** What tells late messages is the time in their ids: while the clock is turned back none may come twice. */
const onceOnly = (call: CallSpec): CallSpec => ({
  ...call,
  times: 1,
  lateMs: null,
  unheard: call.unheard === 'asks again' ? 'leaves it' : call.unheard,
})

const endOf = (dice: Dice): EndSpec => ({
  afterMs: dice.int(60),
  later: dice.chance(0.1) ? dice.between(1, 3) : 0,
  by: dice.pick(['settle', 'ride']),
  outcome: dice.chance(0.8) ? 'ok' : 'failed',
  refund: dice.chance(0.15),
  credits: dice.chance(0.2) ? dice.int(30) : null,
  times: dice.chance(0.1) ? 2 : 1,
})

function changeOf(dice: Dice, account: number, keyIn: (of: number) => number, plans: number, afterMs: number) {
  const key = keyIn(account)
  const changes: ChangeSpec['change'][] = [
    { what: 'revoke', key },
    { what: 'key', key, status: 'disabled' },
    { what: 'key', key, status: 'active' },
    { what: 'key', key, status: 'active' },
    { what: 'quota', key, limit: dice.pick([0, 30, 200, 2_000]) },
    { what: 'account', suspended: true },
    { what: 'account', suspended: false },
    { what: 'account', suspended: false },
    { what: 'plan', plan: dice.int(plans) },
    { what: 'plan', plan: dice.int(plans) },
  ]
  return { afterMs, account, change: dice.pick(changes) }
}

function turnOf(dice: Dice): Turn {
  const small = dice.between(-50, 50)
  return dice.pick<Turn>([
    { by: dice.between(1, 5) * SECOND },
    { by: dice.between(10, 55) * SECOND },
    { by: dice.between(10, 55) * SECOND },
    { by: 61 * SECOND },
    { by: 61 * SECOND },
    { by: dice.between(2, 10) * MINUTE },
    { by: dice.between(1, 30) * HOUR },
    { by: -dice.between(1, 5_000) },
    { by: -dice.between(1, 120) * MINUTE },
    { to: 'day', off: small },
    { to: 'month', off: small },
  ])
}

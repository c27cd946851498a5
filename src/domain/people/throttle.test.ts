import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Allowance, decide, giveBack, type Tries, waitOf } from './throttle.ts'
import { tries } from './tries.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.UTC(2026, 10, 20)

/** A subject and its clock. */
function subject(allowance: Allowance) {
  const it = {
    now: START,
    tries: null as Tries | null,
    /** The wait in ms; 0 when the try was counted. */
    take: (): number => {
      const decided = decide(it.tries, allowance, it.now)
      it.tries = decided.tries
      return decided.taken.waitMs
    },
    /** Waits as long as is asked, and takes. */
    waitAndTake: (): number => {
      const asked = it.take()
      it.now += asked
      expect(asked === 0 ? 0 : it.take()).toBe(0)
      return asked
    },
    takeMany: (count: number): number[] => Array.from({ length: count }, it.take),
  }
  return it
}

const [byAddress, byLogin] = tries.signIn('ada', '192.0.2.7').map(({ allowance }) => subject(allowance)) as [
  ReturnType<typeof subject>,
  ReturnType<typeof subject>,
]

describe('the numbers', () => {
  test('a login: five tries, then waits of 30 s that double to 15 min', () => {
    expect(byLogin.takeMany(6)).toEqual([0, 0, 0, 0, 0, 30 * SECOND])
    const waits = Array.from({ length: 7 }, byLogin.waitAndTake)
    expect(waits.map((ms) => ms / SECOND)).toEqual([30, 60, 120, 240, 480, 900, 900])
  })

  test('an address: fifty tries before the first wait', () => {
    expect(byAddress.takeMany(51).indexOf(30 * SECOND)).toBe(50)
  })

  test('links by mail: five a day, the waits between them growing from a minute, then none until the day is over', () => {
    const [, one] = tries.verification('user_1', '192.0.2.7')
    const user = subject(one?.allowance as Allowance)
    const waits = Array.from({ length: 6 }, user.waitAndTake)
    const [rest = 0, ...before] = waits.reverse()
    expect(before.reverse()).toEqual([0, 60 * SECOND, 120 * SECOND, 240 * SECOND, 480 * SECOND])
    expect(rest).toBe(DAY - 15 * MINUTE)
    expect(tries.reset('ada', '192.0.2.7')[1]?.allowance).toEqual(one?.allowance)
  })

  test('registrations: so many an hour, then none until the hour is over', () => {
    const [one] = tries.registration('192.0.2.7', 10)
    const address = subject(one?.allowance as Allowance)
    address.takeMany(9)
    address.now += 50 * MINUTE
    expect(address.takeMany(2)).toEqual([0, 10 * MINUTE])
    address.now += 10 * MINUTE
    expect(address.takeMany(11)).toEqual([...Array(10).fill(0), HOUR])
  })

  test('a day after the first try a login starts anew', () => {
    const login = subject({ free: 5, firstWaitMs: 30 * SECOND, longestWaitMs: 15 * MINUTE, windowMs: DAY })
    login.takeMany(5)
    login.now = START + DAY - 1
    expect(login.takeMany(2)).toEqual([0, 1])
    login.now = START + DAY
    expect(login.takeMany(6)).toEqual([0, 0, 0, 0, 0, 30 * SECOND])
  })
})

test('a try that is taken back counts no more, but not out of another window', () => {
  const login = subject({ free: 2, firstWaitMs: MINUTE, longestWaitMs: MINUTE, windowMs: HOUR })
  login.takeMany(2)
  const { end } = login.tries as Tries
  login.tries = giveBack(login.tries, end)
  expect(login.takeMany(2)).toEqual([0, MINUTE])
  expect(giveBack(login.tries, end + 1)).toBe(login.tries)
})

test('the last try that is taken back leaves nothing', () => {
  const login = subject({ free: 2, firstWaitMs: MINUTE, longestWaitMs: MINUTE, windowMs: HOUR })
  login.take()
  expect(giveBack(login.tries, login.tries?.end ?? 0)).toBe(null)
})

const allowances: fc.Arbitrary<Allowance> = fc
  .record({
    free: fc.integer({ min: 1, max: 20 }),
    firstWaitMs: fc.integer({ min: 1, max: HOUR }),
    more: fc.integer({ min: 0, max: HOUR }),
    windowMs: fc.integer({ min: 1, max: DAY }),
    paid: fc.option(fc.integer({ min: 0, max: 10 })),
  })
  .map(({ more, paid, ...rest }) => ({
    ...rest,
    longestWaitMs: rest.firstWaitMs + more,
    ...(paid === null ? {} : { most: rest.free + paid }),
  }))
const isUsedUp = ({ most }: Allowance, tries: Tries | null): boolean =>
  most !== undefined && (tries?.count ?? 0) >= most
/** Steps of the clock, some of them back. */
const steps = fc.array(fc.integer({ min: -HOUR, max: 2 * HOUR }), { maxLength: 60 })

describe('in every history', () => {
  test('at one moment no more than the free tries pass', () => {
    fc.assert(
      fc.property(allowances, steps, fc.integer({ min: 1, max: 100 }), (allowance, history, burst) => {
        const it = subject(allowance)
        for (const step of history) {
          it.now += step
          it.take()
        }
        expect(it.takeMany(burst).filter((ms) => ms === 0).length).toBeLessThanOrEqual(allowance.free)
      }),
    )
  })

  test('who waits as long as is asked is let in, and not a moment sooner', () => {
    fc.assert(
      fc.property(
        allowances,
        fc.array(fc.integer({ min: 0, max: 2 * HOUR }), { maxLength: 60 }),
        (allowance, history) => {
          const it = subject(allowance)
          for (const step of history) {
            it.now += step
            const before = it.tries
            const asked = it.take()
            if (asked === 0) continue
            expect(it.tries).toBe(before)
            if (!isUsedUp(allowance, before)) expect(asked).toBeLessThanOrEqual(allowance.longestWaitMs)
            it.now += asked - 1
            expect(it.take()).toBe(1)
            it.now += 1
            expect(it.take()).toBe(0)
          }
        },
      ),
    )
  })

  test('in one window no more than the most are counted, however long one waits', () => {
    fc.assert(
      fc.property(allowances, steps, (allowance, history) => {
        const counted = new Map<number, number>()
        const it = subject(allowance)
        for (const step of history) {
          it.now += step
          if (it.take() === 0 && it.tries) counted.set(it.tries.end, (counted.get(it.tries.end) ?? 0) + 1)
        }
        for (const count of counted.values()) expect(count).toBeLessThanOrEqual(allowance.most ?? count)
      }),
    )
  })

  test('what the next try must wait is said without counting', () => {
    fc.assert(
      fc.property(allowances, steps, (allowance, history) => {
        const it = subject(allowance)
        for (const step of history) {
          it.now += step
          const said = waitOf(it.tries, allowance, it.now)
          expect(it.take()).toBe(said)
        }
      }),
    )
  })

  test('within a window the waits never shrink but for its end', () => {
    fc.assert(
      fc.property(allowances, ({ most: _, ...allowance }) => {
        const it = subject({ ...allowance, windowMs: Number.MAX_SAFE_INTEGER - START })
        it.takeMany(allowance.free)
        const waits = Array.from({ length: 40 }, it.waitAndTake)
        expect(waits).toEqual([...waits].sort((a, b) => a - b))
        expect([waits[0], waits.at(-1)]).toEqual([allowance.firstWaitMs, allowance.longestWaitMs])
      }),
    )
  })

  test('a clock that steps back lets nobody in sooner and asks for no longer wait', () => {
    fc.assert(
      fc.property(allowances, fc.integer({ min: 0, max: DAY }), (allowance, back) => {
        const it = subject(allowance)
        it.takeMany(allowance.free)
        const asked = it.take()
        it.now -= back
        expect(it.take()).toBe(asked)
      }),
    )
  })
})

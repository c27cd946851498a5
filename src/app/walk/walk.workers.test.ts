import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { may } from '../../domain/people/roles.ts'
import { ROLES } from '../../domain/teams/rules.ts'
import { startStripe } from '../stripe.fixture.ts'
import type { Person } from '../visitor.fixture.ts'
import { STRIPE } from './bodies.fixture.ts'
import { ALONE, OPEN } from './lists.fixture.ts'
import { MAKERS } from './makers.fixture.ts'
import { cast, newcomer } from './people.fixture.ts'
import { everything, pathOf, STEPS, type Step, take } from './steps.fixture.ts'

/** Every route there is, as strangers, members of too small a role and members of other accounts find it. */

let member: Person
let stranger: Person
let operator: Person
beforeEach(() => {
  const stripe = startStripe(STRIPE.STRIPE_SECRET_KEY, STRIPE.STRIPE_WEBHOOK_SECRET)
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => stripe.answer(new Request(input, init)))
})
afterEach(() => vi.restoreAllMocks())
beforeAll(async () => {
  member = await newcomer()
  stranger = await newcomer()
  operator = await newcomer(true)
})

const by = (holds: (step: Step) => boolean): [string, Step][] => STEPS.filter(holds).map((step) => [step.title, step])
const isSigned = ({ route }: Step) => route.audience === 'signed'
const isOpen = ({ route: { audience } }: Step) =>
  !['member', 'operator', 'half', 'service', 'signed'].includes(audience)
const hasParameter = ({ route }: Step) => route.path.includes(':')

const ownPath = (step: Step, person: Person) => pathOf(step, (maker) => maker(person))
const unknownPath = (step: Step) => pathOf(step, async () => 'none_00000000000000000000000000')

/** Whether an answer sends its reader to sign in, or says that they must. */
function asksWhoItIs({ kind }: Step, answer: Response): boolean {
  if (kind === 'json') return answer.status === 401 && answer.headers.get('WWW-Authenticate') === 'Bearer'
  if (kind === 'fragment')
    return answer.status === 200 && /^\/login(\?|$)/.test(answer.headers.get('HX-Redirect') ?? '')
  return answer.status === 303 && /^\/login(\?|$)/.test(answer.headers.get('Location') ?? '')
}

test('every route is in one list alone: open, about the person, or with the act that a role must allow', () => {
  const titles = STEPS.map(({ title }) => title)
  expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([])
  const open = STEPS.filter(isOpen).map(({ title }) => title)
  expect(open.toSorted(), 'Routes for who is signed out: see OPEN in lists.fixture.ts').toEqual(OPEN.toSorted())
  const alone = STEPS.filter(({ route }) => route.audience === 'member' && !route.may).map(({ title }) => title)
  expect(
    alone.toSorted(),
    'A route for members names the act that it is in `may`, or stands in ALONE in lists.fixture.ts',
  ).toEqual(ALONE.toSorted())
})

test('what everyone may do changes nothing', () => {
  const changing = STEPS.filter(({ route: { method, may: act } }) => method !== 'GET' && act !== undefined)
  expect(changing.filter(({ route }) => may('viewer', route.may ?? 'usage.read')).map(({ title }) => title)).toEqual([])
})

test('each maker of ids has a route', () => {
  const paths = STEPS.map(({ route }) => route.path)
  expect(Object.keys(MAKERS).filter((stem) => !paths.some((path) => path.startsWith(stem)))).toEqual([])
})

describe('signed out', () => {
  test.each(by((step) => !isOpen(step) && !isSigned(step)))('%s asks who it is, and does nothing', async (_, step) => {
    const path = await ownPath(step, member)
    const before = await everything()
    expect(asksWhoItIs(step, await take(step, path, null))).toBe(true)
    expect(await everything()).toBe(before)
  })

  test.each(by(isSigned))('%s takes nothing that is not signed, and does nothing', async (_, step) => {
    const before = await everything()
    for (const person of [null, member, operator]) {
      expect((await take(step, await ownPath(step, member), person)).status).toBe(404)
    }
    expect(await everything()).toBe(before)
  })

  test.each(by(isOpen))('%s is open', async (_, step) => {
    const answer = await take(step, await ownPath(step, member), null)
    expect(asksWhoItIs(step, answer)).toBe(false)
    expect([401, 403, 404, 405, 500]).not.toContain(answer.status)
  })
})

describe('with an id', () => {
  test.each(by((step) => hasParameter(step) && step.route.audience === 'member'))(
    '%s is 404 for another account’s, and changes nothing',
    async (title, step) => {
      const owner = await newcomer()
      const path = await ownPath(step, stranger)
      const before = await everything()
      const { status } = await take(step, path, owner)
      expect(status, `${title}: another account’s id. Where the body is refused first, add one to BODIES.`).toBe(404)
      expect(await everything()).toBe(before)
      const own = await take(step, await ownPath(step, owner), owner)
      expect(own.status, `${title}: one’s own id`).toBeLessThan(400)
    },
  )

  test.each(by((step) => hasParameter(step) && step.route.audience !== 'member'))(
    '%s is 404 for one that nothing has',
    async (_, step) => {
      expect((await take(step, await unknownPath(step), operator)).status).toBe(404)
    },
  )
})

describe('by role', () => {
  test.each(by(({ route }) => route.may !== undefined))('%s', async (_, step) => {
    const people = await cast()
    const act = step.route.may ?? 'account.delete'
    // Who may not goes first, and the owner last, whom their own act may leave with less.
    const order = ROLES.toSorted(
      (a, b) => Number(may(a, act)) - Number(may(b, act)) || ROLES.indexOf(b) - ROLES.indexOf(a),
    )
    for (const role of order) {
      const path = await ownPath(step, { ...people.owner, session: people[role].session })
      const before = await everything()
      const { status } = await take(step, path, people[role])
      if (may(role, act)) expect(status, `${role} may ${act}`).toBeLessThan(400)
      else {
        expect(status, `${role} may not ${act}`).toBe(403)
        expect(await everything(), `what a ${role} was refused`).toBe(before)
      }
    }
  })
})

describe('for operators', () => {
  test.each(by(({ route }) => route.audience === 'operator'))(
    '%s is no member’s, and does nothing',
    async (_, step) => {
      const path = await ownPath(step, stranger)
      const before = await everything()
      expect((await take(step, path, member)).status).toBe(step.kind === 'json' ? 403 : 404)
      expect(await everything()).toBe(before)
      expect([401, 403, 500]).not.toContain((await take(step, await unknownPath(step), operator)).status)
    },
  )
})

import type { Role } from '../../domain/people/people.ts'
import { ROLES } from '../../domain/teams/rules.ts'
import { database } from '../../storage/database.ts'
import { peopleStore } from '../../storage/people.ts'
import { seedPlan } from '../sold-plan.fixture.ts'
import { join } from '../team.fixture.ts'
import { bindings, type Person, seedPlans, services } from '../visitor.fixture.ts'
import { WALK_PLANS } from './bodies.fixture.ts'

export const HERE = { address: '192.0.2.7', agent: 'test', place: null }

let made = 0

/** Someone new, signed in as a browser and as a JSON client. Nobody types their password, so none is hashed. */
export async function newcomer(isOperator = false): Promise<Person> {
  await seedPlans()
  for (const key of WALK_PLANS) await seedPlan(key, 0)
  made += 1
  const { DB } = bindings
  const username = `walker-${made}`
  const [id, accountId, tag] = [`user_walk${made}`, `acct_walk${made}`, `walk${String(made).padStart(6, '0')}`]
  const now = Date.now()
  const user = {
    id,
    username,
    email: `${username}@example.com`,
    isOperator,
    status: 'active' as const,
    suspendedReason: null,
    emailVerifiedAt: null,
    pendingEmail: null,
    hasFactor: false,
    credentialsVersion: 0,
    timeZone: 'UTC',
    theme: null,
    notifications: { newSignIn: true, usage: true },
    locale: null,
    createdAt: now,
  }
  const added = await peopleStore(database(DB)).addNewcomer({
    user,
    password: 'none',
    account: { id: accountId, name: username, tag },
    key: { id: `key_walk${made}`, name: 'default', hash: `hash-${made}`, hint: 'sk_…walk' },
    releasedId: `evt_walkr${made}`,
    event: {
      id: `evt_walk${made}`,
      at: now,
      actorId: id,
      accountId,
      action: 'user.registered',
      target: id,
      address: '',
    },
  })
  if (!added.ok) throw new Error(added.code)
  const bearer = await services.people.openSession(user, 'bearer', HERE)
  const cookie = await services.people.openSession(user, 'cookie', HERE)
  const session = await services.people.session(cookie.token)
  if (!session) throw new Error('no session')
  return {
    id,
    accountId,
    tag,
    apiKey: '',
    username,
    bearer: { Authorization: `Bearer ${bearer.token}` },
    cookie: { Cookie: `session=${cookie.token}` },
    session,
  }
}

/** Someone of each role in one account, which is the owner's. */
export async function cast(): Promise<Record<Role, Person>> {
  const owner = await newcomer()
  const others = ROLES.filter((role) => role !== 'owner').map(
    async (role) => [role, await join(owner, await newcomer(), role)] as const,
  )
  return { owner, ...Object.fromEntries(await Promise.all(others)) } as Record<Role, Person>
}

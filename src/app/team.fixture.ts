import type { Role } from '../domain/people/people.ts'
import { bindings, type Person, services } from './visitor.fixture.ts'

const HERE = { address: '192.0.2.7', agent: 'test', place: null }

/** Puts someone into another's account, both of their sessions with them. */
export async function join(account: Person, person: Person, role: Role): Promise<Person> {
  const { DB } = bindings
  await DB.batch([
    DB.prepare('INSERT INTO memberships (account_id, user_id, role, created_at) VALUES (?, ?, ?, ?)').bind(
      account.accountId,
      person.id,
      role,
      Date.now(),
    ),
    DB.prepare('UPDATE sessions SET account_id = ? WHERE user_id = ?').bind(account.accountId, person.id),
  ])
  const session = await services.people.session(person.cookie.Cookie.slice('session='.length))
  if (!session) throw new Error('no session')
  return { ...person, session }
}

/** Invites an address in the name of someone; what a link would carry. */
export async function invite(person: Person, email: string, role: 'admin' | 'developer' | 'billing' | 'viewer') {
  const made = await services.teams.invite(person.session, { email, role }, HERE)
  if (!made.ok) throw new Error(made.code)
  return { ...made.value.invitation, token: made.value.token }
}

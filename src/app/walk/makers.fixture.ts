import { makeIds } from '../../domain/ids.ts'
import { random } from '../../platform/random.ts'
import { keepLocalMail } from '../../storage/mails.ts'
import { putArchived } from '../archive.fixture.ts'
import { plantBill } from '../bill.fixture.ts'
import { join } from '../team.fixture.ts'
import { bindings, madeKey, type Person, seedDemoRoute, services } from '../visitor.fixture.ts'
import { HERE, newcomer } from './people.fixture.ts'

let made = 0

async function newKey({ id, accountId, tag }: Person): Promise<string> {
  const actor = { userId: id, accountId, tag, address: '' }
  const input = { name: 'walked' }
  return (await madeKey(actor, input)).value.id
}

const tokenInput = { name: 'walked', scopes: ['keys:verify' as const], expiresAt: null }

async function tokenOf(userId: string, accountId: string | null): Promise<string> {
  const made = await services.serviceTokens.create({ userId, accountId, address: '' }, tokenInput)
  if (!made.ok) throw new Error(made.code)
  return made.value.value.id
}
const newToken = ({ id, accountId }: Person) => tokenOf(id, accountId)
const newServiceToken = ({ id }: Person) => tokenOf(id, null)

async function newSession({ session }: Person): Promise<string> {
  const { token } = await services.people.openSession(session.user, 'cookie', HERE, { factor: 'passkey' })
  return (await services.people.session(token))?.id ?? ''
}

const newMate = async (person: Person) => (await join(person, await newcomer(), 'viewer')).id

async function newInvitation({ id, accountId }: Person): Promise<string> {
  made += 1
  await bindings.DB.prepare(
    `INSERT INTO tokens (token_hash, purpose, account_id, email, role, expires_at, created_at, id, created_by)
     VALUES (?1, 'invite', ?2, ?1 || '@example.com', 'viewer', ?3, 0, 'inv_' || ?1, ?4)`,
  )
    .bind(`invited-${made}`, accountId, Date.now() + 86_400_000, id)
    .run()
  return `inv_invited-${made}`
}

async function newPasskey({ id }: Person): Promise<string> {
  made += 1
  const passkey = `pkey_walk${made}`
  await bindings.DB.prepare(
    `INSERT INTO passkeys (id, user_id, credential_id, public_key, algorithm, name, created_at)
     VALUES (?1, ?2, ?1, 'none', -7, 'walked', 0)`,
  )
    .bind(passkey, id)
    .run()
  return passkey
}

async function newMail(): Promise<string> {
  made += 1
  const mail = { id: `mail_walk${made}`, to: 'x@example.com', subject: 'x', html: '<p>x</p>', text: 'x', sentAt: 0 }
  await keepLocalMail(bindings.DB, mail)
  return mail.id
}

/** A call that D1 holds. */
async function newCall({ accountId }: Person): Promise<string> {
  const at = Date.now()
  const id = makeIds(() => at, random)('req')
  const call = { id, at, keyId: 'key_none', routeId: 'route_none', method: 'GET', path: '/api/x', address: '' }
  const ended = { outcome: 'ok', status: 200, ms: 1, bytes: 1, credits: 1 }
  made += 1
  await bindings.DB.prepare('INSERT INTO calls (account_id, at, seq, count, body) VALUES (?, ?, ?, 1, ?)')
    .bind(accountId, at, made, JSON.stringify([{ ...call, ...ended }]))
    .run()
  return id
}

/** A day of the archive in which the account has a call. */
async function newArchive({ accountId }: Person): Promise<string> {
  made += 1
  const day = Date.UTC(2020, 0, made)
  await putArchived(`calls/v1/walk${made}`, day, [[accountId, '{}\n']])
  return new Date(day).toISOString().slice(0, 10)
}

/** A bill of a month that the account has none of. */
async function newBill({ accountId }: Person): Promise<string> {
  made += 1
  const period = new Date(Date.UTC(2000, made)).toISOString().slice(0, 7)
  return (await plantBill({ accountId, period })).id
}

async function demoRoute(): Promise<string> {
  const known = await services.routes.list()
  if (known.length === 0) await seedDemoRoute()
  return (await services.routes.list())[0]?.id ?? ''
}

/**
 * What each parameter names, by the path up to it: makes something new that is the person's or their account's, and says its
 * id. A route whose path is not here fails the walk.
 */
export const MAKERS: Record<string, (person: Person) => Promise<string>> = {
  '/keys/:id': newKey,
  '/api/keys/:id': newKey,
  '/settings/tokens/:id': newToken,
  '/admin/tokens/:id': newServiceToken,
  '/settings/sessions/:id': newSession,
  '/api/sessions/:id': newSession,
  '/api/tokens/:id': newToken,
  '/api/admin/tokens/:id': newServiceToken,
  '/settings/factors/passkeys/:id': newPasskey,
  '/settings/members/:id': newMate,
  '/api/members/:id': newMate,
  '/settings/invitations/:id': newInvitation,
  '/api/invitations/:id': newInvitation,
  '/calls/archives/:day': newArchive,
  '/api/calls/archives/:day': newArchive,
  '/calls/:request_id': newCall,
  '/admin/calls/:request_id': newCall,
  '/api/calls/:request_id': newCall,
  '/api/admin/calls/:request_id': newCall,
  '/bills/:id': newBill,
  '/admin/bills/:id': newBill,
  '/api/bills/:id': newBill,
  '/api/admin/bills/:id': newBill,
  '/dev/mail/:id': newMail,
  '/admin/accounts/:id': async (person) => person.accountId,
  '/api/admin/accounts/:id': async (person) => person.accountId,
  '/admin/periods/:period': async () => '2026-01',
  '/api/admin/periods/:period': async () => '2026-01',
  '/admin/users/:id': async (person) => person.id,
  '/api/admin/users/:id': async (person) => person.id,
  '/admin/routes/:id': demoRoute,
  '/api/admin/routes/:id': demoRoute,
}

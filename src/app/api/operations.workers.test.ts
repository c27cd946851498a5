import { beforeAll, describe, expect, test, vi } from 'vitest'
import { putArchived } from '../archive.fixture.ts'
import { plantBill } from '../bill.fixture.ts'
import type { Bindings } from '../context.ts'
import { madePlan } from '../plans.fixture.ts'
import { json } from '../routes.ts'
import { seedPlan } from '../sold-plan.fixture.ts'
import { invite, join } from '../team.fixture.ts'
import {
  ask,
  jsonBody,
  keysOf,
  ORIGIN,
  PASSWORD,
  type Person,
  seedDemoRoute,
  services,
  signUp,
} from '../visitor.fixture.ts'
import { problem } from './answers.ts'
import { api } from './index.ts'
import { operations } from './operations.ts'
import { payingCall } from './paying-calls.fixture.ts'
import { newSigner, publishedBy, signed } from './scanner.fixture.ts'

type Name = keyof typeof json

let member: Person
let operator: Person
let victim: Person
let keyId: string
let planId: string
let routeId: string
let mover: Person
let mate: Person
let heir: Person
let invitationId: string
let tokenId: string
let serviceTokenId: string
let serviceToken: string
let requestId: string
let billId: string
let wrongBillId: string
beforeAll(async () => {
  member = await signUp('described')
  operator = await signUp('describer', 'operator')
  victim = await signUp('described-victim')
  const [key] = await keysOf(member.accountId)
  keyId = key?.id ?? ''
  mover = await signUp('described-mover')
  await join(member, mover, 'viewer')
  mate = await join(member, await signUp('described-mate'), 'viewer')
  heir = await join(member, await signUp('described-heir'), 'admin')
  invitationId = (await invite(member, 'described-guest@example.com', 'viewer')).id
  const scopes = ['keys:verify' as const]
  const issue = async (userId: string, accountId: string | null) => {
    const made = await services.serviceTokens.create(
      { userId, accountId, address: '' },
      { name: 'described', scopes, expiresAt: null },
    )
    if (!made.ok) throw new Error(made.code)
    return made.value
  }
  tokenId = (await issue(member.id, member.accountId)).value.id
  const ofService = await issue(operator.id, null)
  serviceToken = ofService.text
  serviceTokenId = (await issue(operator.id, null)).value.id
  billId = (await plantBill({ ...member, period: '2026-09', details: { name: 'x', address: 'x', taxId: '' } })).id
  wrongBillId = (await plantBill({ ...member, period: '2026-10' })).id
  await putArchived('calls/v1/described', Date.UTC(2026, 9, 1), [[member.accountId, '{}\n']])
  await seedPlan('described', 2_900)
  await seedDemoRoute()
  planId = (await madePlan({ byInvitation: true })).id
  const [route] = await services.routes.list()
  routeId = route?.id ?? ''
  const call = await ask(api, '/api/demo/x', { headers: { 'X-API-Key': member.apiKey } })
  await call.text()
  requestId = call.headers.get('X-Request-Id') ?? ''
})

/** What each operation is sent so that it succeeds. */
const BODIES: Partial<Record<Name, unknown>> = {
  register: { username: 'described-new', email: 'described-new@example.com', password: PASSWORD },
  login: { login: 'described', password: PASSWORD },
  meChange: { time_zone: 'Europe/Berlin', notifications: { new_sign_in: false, usage: true } },
  keyCreation: { name: 'second', rate_limit: { limit: 5, window_seconds: 60 }, quota: { limit: 5, period: 'day' } },
  keyChange: { name: 'renamed' },
  keyRotation: {},
  memberChange: { role: 'developer' },
  inviting: { email: 'described-other@example.com', role: 'viewer' },
  leakResponse: { response: 'rotate' },
  planChange: { plan: 'described' },
  spendingCap: { amount_minor: 5_000 },
  spendingAlerts: { amounts_minor: [1_000] },
  billingDetails: { name: 'Described', address: '1 High Street', tax_id: '' },
  adminAccountPlan: { plan: 'described' },
  tokenCreation: { name: 'reader', scopes: ['keys:read', 'usage:read'] },
  adminTokenCreation: { name: 'proxy', scopes: ['proxy'] },
  adminUserSuspension: { reason: 'abuse' },
  adminAccountSuspension: { reason: 'unpaid' },
  adminBillVoiding: { reason: 'a mistake' },
  adminBillGivingUp: { reason: 'gone' },
  adminBillCrediting: { amount_minor: 100, reason: 'too much' },
  adminCredit: { amount_minor: 500, currency: 'USD', reason: 'sorry' },
  adminPlanCreation: { key: 'described-new', name: 'Described', price: 100, included_credits: 10 },
  adminPlanRenewing: { price: 200 },
  adminPlanInviting: { account: 'described' },
  adminRouteCreation: { name: 'Other', path: '/other', upstream_url: 'https://upstream.example' },
  adminRouteChange: { credits: 2 },
}

/** Bodies that name an account. */
const OF_ACCOUNT: Partial<Record<Name, () => unknown>> = {
  accountSwitch: () => ({ account_id: mover.accountId }),
  adminCallRefund: () => ({ reason: 'late', account_id: member.accountId }),
}

/** A report of a key and of what is none, signed by a scanner whose keys are there to read. */
async function sendReport(path: string): Promise<Response> {
  const scanner = await newSigner('scanner')
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => publishedBy(scanner))
  const findings = [victim.apiKey, 'none'].map((token) => ({ token, type: 'key', url: '', source: 'commit' }))
  const extra = { SECRET_SCANNING_KEYS_URL: 'http://127.0.0.1:1/keys' } as Partial<Bindings>
  const answer = await ask(api, path, await signed(scanner, findings), ORIGIN, extra)
  fetched.mockRestore()
  return answer
}

/** Who goes elsewhere is signed out here, and none of the others. */
const isMove = (name: Name) => name === 'accountSwitch' || name === 'leaving'

/** What `:id` names, by a part of the path before it: the first that is there counts. */
const idsOf = (name: Name): [string, string][] => [
  ['/keys/', keyId],
  ['/plans/', planId],
  ['/members/', name === 'ownershipChange' ? heir.id : mate.id],
  ['/invitations/', invitationId],
  ['/sessions/', member.session.id],
  ['/admin/tokens/', serviceTokenId],
  ['/tokens/', tokenId],
  ['/routes/', routeId],
  ['/bills/', name === 'adminBillVoiding' ? wrongBillId : billId],
  ['/users/', victim.id],
]

function send(name: Name): Promise<Response> {
  const { method, path, audience } = json[name]
  const id = idsOf(name).find(([part]) => path.includes(part))?.[1] ?? victim.accountId
  if (name === 'verification') {
    return ask(api, path, jsonBody({ key: heir.apiKey }, { Authorization: `Bearer ${serviceToken}` }))
  }
  if (name === 'secretScanning') return sendReport(path)
  const paying = payingCall(name, member, operator)
  if (paying) return paying
  if (name === 'authorization') return ask(api, path, { headers: { 'X-API-Key': heir.apiKey } })
  const headers =
    audience === 'operator' ? operator.bearer : audience === 'member' ? (isMove(name) ? mover : member).bearer : {}
  const body = OF_ACCOUNT[name]?.() ?? BODIES[name]
  return ask(
    api,
    (name === 'planQuote' ? `${path}?plan=described` : path)
      .replace(':id', id)
      .replace(':account_id', member.accountId)
      .replace(':day', '2026-10-01')
      .replace(':period', '2026-01')
      .replace(':request_id', name === 'adminCall' ? `${requestId}?account=${member.accountId}` : requestId),
    body === undefined ? { method, headers } : { ...jsonBody(body, headers), method },
  )
}

test('a call that was made comes to be among the calls', async () => {
  const calls = async () => (await send('calls')).json<{ data: unknown[] }>()
  await expect
    .poll(calls)
    .toMatchObject({ data: [{ route: 'Demo', method: 'GET', outcome: 'ok', status: 200, credits: 1 }] })
})

// Signing out ends what the others need, and so do the mover's new token and an owner's stepping down.
const LAST: Name[] = ['ownershipChange', 'accountSwitch', 'logout']
const names = (Object.keys(json) as Name[]).sort((a, b) => LAST.indexOf(a) - LAST.indexOf(b))

describe('the server answers as the document says', () => {
  test.each(names)('%s', async (name) => {
    const response = await send(name)
    const type = response.headers.get('Content-Type') ?? ''
    const isJson = type.startsWith('application/json')
    const body = isJson ? await response.json() : new File([await response.blob()], 'answer', { type })
    const schema = operations[name].answers[response.status]
    expect({ status: response.status, described: schema !== undefined, body }).toMatchObject({ described: true })
    expect(schema?.safeParse(body).error?.issues ?? []).toEqual([])
  })

  test('and problems too', async () => {
    const response = await ask(api, '/api/keys', jsonBody({ name: 'x'.repeat(99) }, operator.bearer))
    expect(problem.safeParse(await response.json()).error?.issues ?? []).toEqual([])
  })
})

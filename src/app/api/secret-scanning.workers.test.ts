import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeIds } from '../../domain/ids.ts'
import { hashKey, mintKey } from '../../domain/keys/format.ts'
import { LEAK_GRACE, LEAK_RESPONSES, type LeakResponse } from '../../domain/leaks/leak.ts'
import { makeLeaks } from '../../domain/leaks/make.ts'
import type { Mail } from '../../domain/mail.ts'
import { pushChanges } from '../../platform/meter.ts'
import { random } from '../../platform/random.ts'
import { confirmPush } from '../../storage/changes.ts'
import { database } from '../../storage/database.ts'
import { leakStore } from '../../storage/leaks.ts'
import type { Bindings } from '../context.ts'
import { parseSettings } from '../settings.ts'
import { site } from '../site/index.ts'
import { join } from '../team.fixture.ts'
import {
  ask,
  bindings,
  jsonBody,
  keysOf,
  madeKey,
  ORIGIN,
  type Person,
  seedDemoRoute,
  services,
  settings,
  signUp,
} from '../visitor.fixture.ts'
import { everything } from '../walk/steps.fixture.ts'
import { api } from './index.ts'
import { newSigner, publishedBy, type Signer, signatureOf, signed } from './scanner.fixture.ts'

const PATH = '/api/webhooks/secret-scanning'
const TYPE = 'tollgate_api_key'
const PLACE = 'https://github.com/octocat/weather/blob/main/config.yml'
const { DB } = bindings

let scanner: Signer
let stranger: Signer
let people = 0
let owner: Person
let keyId: string
let posted: Mail[]
let keysUrl: string
let published: () => Response
const MAIL = { send: async (mail: Mail) => void posted.push(mail) } as unknown as Bindings['MAIL']

beforeAll(async () => {
  await seedDemoRoute()
  scanner = await newSigner('scanner')
  stranger = await newSigner('scanner')
})
beforeEach(async () => {
  posted = []
  people += 1
  owner = await signUp(`leaker-${people}`)
  keyId = (await keysOf(owner.accountId))[0]?.id ?? ''
  // Keys are kept by address as long as the isolate lives.
  keysUrl = `http://127.0.0.1:1/keys/${people}`
  published = () => publishedBy(scanner)
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    if (String(input) !== keysUrl) throw new Error(`nobody is at ${input}`)
    return published()
  })
})
afterEach(() => vi.restoreAllMocks())

const changed = () => ({ MAIL, SECRET_SCANNING_KEYS_URL: keysUrl }) as Partial<Bindings>
const finding = (token = owner.apiKey, url = PLACE) => ({ token, type: TYPE, url, source: 'commit' })

interface Sent {
  by?: Signer
  headers?: Record<string, string>
  settings?: object
}
/** Sends findings as GitHub does. */
async function report(findings: unknown, { by = scanner, headers = {}, settings = {} }: Sent = {}): Promise<Response> {
  return ask(api, PATH, await signed(by, findings, headers), ORIGIN, { ...changed(), ...settings })
}
const labelsOf = async (findings: unknown[]) =>
  (await (await report(findings)).json<{ label: string }[]>()).map(({ label }) => label)

const call = async (key = owner.apiKey) => {
  const answer = await ask(api, '/api/demo/x', { headers: { 'X-API-Key': key } })
  return answer.status === 200 ? 'VALID' : (await answer.json<{ code: string }>()).code
}
const choose = (response: LeakResponse, { bearer } = owner) =>
  ask(api, '/api/settings/leaked-keys', { ...jsonBody({ response }, bearer), method: 'PUT' })
const events = async ({ accountId } = owner) => {
  const { items } = await services.audit.ofAccount(accountId, { action: '', cursor: null, limit: 50 })
  return items.filter(({ action }) => action.startsWith('key.') || action.includes('leak'))
}
const actions = async (person = owner) => (await events(person)).map(({ action }) => action).sort()
const keyOf = async (id = keyId) => services.keys.find(owner.accountId, id)
const actorOf = ({ id, accountId, tag }: Person) => ({ userId: id, accountId, tag, address: '' })

describe('a key that was found', () => {
  test('is revoked at once unless its account chose otherwise: its very next call is refused', async () => {
    expect(await call()).toBe('VALID')
    const before = Date.now()
    const answer = await report([finding()])
    expect([answer.status, await answer.json()]).toEqual([
      200,
      [{ token_hash: hashKey(owner.apiKey), token_type: TYPE, label: 'true_positive' }],
    ])
    expect(await call()).toBe('KEY_REVOKED')
    const key = await keyOf()
    expect(key).toMatchObject({
      status: 'revoked',
      leak: { url: PLACE, source: 'commit', response: 'revoke', endsAt: null, formerExpiresAt: null },
    })
    expect(key?.leak?.at).toBeGreaterThanOrEqual(before)
    expect(key?.revokedAt).toBe(key?.leak?.at)
    expect(key?.inForceAt).not.toBeNull()
    expect(await actions()).toEqual(['key.leaked', 'key.revoked'])
    expect(await events()).toMatchObject([
      { by: 'system', actor: null, target: keyId },
      { by: 'system', actor: null, target: keyId },
    ])
    expect((await events()).find(({ action }) => action === 'key.leaked')?.detail).toEqual({
      name: 'default',
      hint: key?.hint,
      url: PLACE,
      source: 'commit',
      response: 'revoke',
    })
  })

  test('works for 24 hours more where it is to be rotated, and not at their end', async () => {
    await choose('rotate')
    await report([finding()])
    const key = await keyOf()
    expect(key?.expiresAt).toBe((key?.leak?.at ?? 0) + LEAK_GRACE)
    expect(key).toMatchObject({ status: 'active', leak: { response: 'rotate', endsAt: key?.expiresAt } })
    expect(await call()).toBe('VALID')
    expect(await actions()).toEqual(['account.leak_response_changed', 'key.leaked'])
  })

  test('reported 24 hours ago, and to be rotated, is refused', async () => {
    await choose('rotate')
    const clock = () => Date.now() - LEAK_GRACE
    const db = database(DB)
    const push = pushChanges(bindings.METER, (id, revision) => confirmPush(db, id, revision, Date.now()))
    const { API_PREFIX: prefix, KEY_SECRETS: secrets } = settings
    const verbs = makeLeaks({ store: leakStore(db), push, clock, ids: makeIds(clock, random), prefix, secrets })
    await verbs.report([finding()], () => {})
    expect(await call()).toBe('KEY_EXPIRED')
  })

  test('and is to be rotated is given no later end than it had, and its replacement has the end that it had before', async () => {
    await choose('rotate')
    const actor = actorOf(owner)
    const soon = Date.now() + 3_600_000
    const late = Date.now() + 40 * 86_400_000
    const short = await madeKey(actor, { name: 'short', expiresAt: soon })
    const long = await madeKey(actor, { name: 'long', expiresAt: late })
    await report([finding(short.text), finding(long.text), finding()])
    expect((await keyOf(short.value.id))?.expiresAt).toBe(soon)
    expect((await keyOf(long.value.id))?.expiresAt).toBeLessThan(late)
    const replacing = async (id: string) => {
      const made = await services.keys.rotate(actor, id, 86_400)
      return made.ok ? [made.value.value.expiresAt, made.value.value.leak] : made.code
    }
    expect(await replacing(short.value.id)).toEqual([soon, null])
    expect(await replacing(long.value.id)).toEqual([late, null])
    expect(await replacing(keyId)).toEqual([null, null])
  })

  test('that someone gave another end since then passes that one on', async () => {
    await choose('rotate')
    await report([finding()])
    const later = Date.now() + 50 * 86_400_000
    await services.keys.change(actorOf(owner), keyId, { expiresAt: later })
    const made = await services.keys.rotate(actorOf(owner), keyId, 60)
    expect(made).toMatchObject({ ok: true, value: { value: { expiresAt: later } } })
  })

  test('works on where its account is to be told only', async () => {
    await choose('notify')
    await report([finding()])
    expect(await call()).toBe('VALID')
    expect(await keyOf()).toMatchObject({ status: 'active', expiresAt: null, leak: { response: 'notify' } })
    expect(posted).toHaveLength(1)
    expect(await actions()).toEqual(['account.leak_response_changed', 'key.leaked'])
  })

  test('is revoked when it was switched off, too', async () => {
    await services.keys.change(actorOf(owner), keyId, { status: 'disabled' })
    expect(await labelsOf([finding()])).toEqual(['true_positive'])
    expect((await keyOf())?.status).toBe('revoked')
  })

  test('and was replaced is revoked in its grace, and its replacement works on', async () => {
    const rotated = await services.keys.rotate(actorOf(owner), keyId, 3_600)
    await report([finding()])
    expect([await call(), rotated.ok && (await call(rotated.value.text))]).toEqual(['KEY_REVOKED', 'VALID'])
  })

  test('is dealt with as its own account chose, whoever else is in the report', async () => {
    const other = await signUp(`leaker-other-${people}`)
    await choose('notify', other)
    expect(await labelsOf([finding(other.apiKey), finding()])).toEqual(['true_positive', 'true_positive'])
    expect([await call(), await call(other.apiKey)]).toEqual(['KEY_REVOKED', 'VALID'])
    expect(await actions(other)).toEqual(['account.leak_response_changed', 'key.leaked'])
  })

  test('is ended in D1 when its meter cannot be reached, and its account is told', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const METER = { idFromName: () => raise('away'), get: () => raise('away') }
    expect((await report([finding()], { settings: { METER } })).status).toBe(200)
    expect(await keyOf()).toMatchObject({ status: 'revoked', inForceAt: null })
    expect(posted).toHaveLength(1)
    expect(log.mock.calls.flat().join()).toContain('push.unconfirmed')
    const push = await DB.prepare('SELECT 1 FROM meter_pushes WHERE account_id = ?').bind(owner.accountId).first()
    expect(push).not.toBeNull()
  })
})

const raise = (why: string): never => {
  throw new Error(why)
}

describe('once', () => {
  test.each(LEAK_RESPONSES)('16 identical reports at once act once and write once: %s', async (response) => {
    await choose(response)
    const answers = await Promise.all(Array.from({ length: 16 }, () => labelsOf([finding()])))
    expect(answers.flat()).toEqual(Array(16).fill('true_positive'))
    const acted = (await actions()).filter((action) => action.startsWith('key.'))
    expect(acted).toEqual(response === 'revoke' ? ['key.leaked', 'key.revoked'] : ['key.leaked'])
    expect(posted).toHaveLength(1)
  })

  test('16 at the very statement: one acts', async () => {
    await choose('notify')
    const store = leakStore(database(DB))
    const ids = makeIds(Date.now, random)
    const now = Date.now()
    const acted = await Promise.all(
      Array.from({ length: 16 }, () =>
        store.record(
          owner.accountId,
          [{ keyId, url: PLACE, source: 'commit', leakedId: ids('evt'), revokedId: ids('evt') }],
          now,
          now + LEAK_GRACE,
        ),
      ),
    )
    expect(acted.flat()).toHaveLength(1)
    expect(await actions()).toEqual(['account.leak_response_changed', 'key.leaked'])
  })

  test('a key that is found again, elsewhere, in one report or later, keeps its first place', async () => {
    await choose('notify')
    await report([finding(), finding(owner.apiKey, 'https://example.com/second')])
    await report([finding(owner.apiKey, 'https://example.com/third')])
    expect((await keyOf())?.leak?.url).toBe(PLACE)
    expect(posted).toHaveLength(1)
  })

  test('one that its owner kept after a report is not ended by the next', async () => {
    await choose('notify')
    await report([finding()])
    await choose('revoke')
    expect(await labelsOf([finding()])).toEqual(['true_positive'])
    expect(await call()).toBe('VALID')
  })

  test('nothing is done about a key that is over', async () => {
    const actor = actorOf(owner)
    await services.keys.revoke(actor, keyId)
    const past = await madeKey(actor, { name: 'past', expiresAt: Date.now() - 1 })
    const before = await everything()
    expect(await labelsOf([finding(), finding(past.text)])).toEqual(['true_positive', 'true_positive'])
    expect(await everything()).toBe(before)
    expect(posted).toEqual([])
  })
})

test('nothing is done in an account that is being erased', async () => {
  await DB.prepare('UPDATE accounts SET erased_at = 1 WHERE id = ?').bind(owner.accountId).run()
  const before = await everything()
  expect(await labelsOf([finding()])).toEqual(['true_positive'])
  expect(await everything()).toBe(before)
})

describe('what is not a key of this service', () => {
  test('is told so, beside what is, in the order of the report', async () => {
    const invented = mintKey('sk_', owner.tag, ['a secret that this service never had'], random)
    const unknown = mintKey('sk_', owner.tag, settings.KEY_SECRETS, random)
    const tokens = ['', 'sk_', `${owner.apiKey.slice(0, -1)}!`, ` ${owner.apiKey}`, invented, unknown, owner.apiKey]
    const labels = await labelsOf(tokens.map((token) => finding(token)))
    expect(labels).toEqual([...Array(6).fill('false_positive'), 'true_positive'])
  })

  test('changes nothing', async () => {
    const before = await everything()
    expect(await labelsOf([finding(mintKey('sk_', owner.tag, settings.KEY_SECRETS, random))])).toEqual([
      'false_positive',
    ])
    expect(await labelsOf([])).toEqual([])
    expect(await everything()).toBe(before)
  })
})

describe('a report', () => {
  test('of a thousand findings is taken whole, and of one more not at all', async () => {
    const other = await signUp(`leaker-many-${people}`)
    const noise = Array.from({ length: 998 }, () => finding(mintKey('sk_', owner.tag, settings.KEY_SECRETS, random)))
    const answer = await report([...noise, finding(), finding()])
    const labels = await answer.json<{ label: string }[]>()
    expect([answer.status, labels.filter(({ label }) => label === 'true_positive').length]).toEqual([200, 2])
    const before = await everything()
    expect((await report([...noise, ...Array(3).fill(finding(other.apiKey))])).status).toBe(422)
    expect(await everything()).toBe(before)
  })

  test('may leave out where it was found, or say so with null', async () => {
    await choose('notify')
    expect(await labelsOf([{ token: owner.apiKey, type: TYPE, url: null }])).toEqual(['true_positive'])
    expect((await keyOf())?.leak).toMatchObject({ url: '', source: 'unknown' })
  })

  test.each([
    ['of another key under the same id', () => report([finding()], { by: stranger }), 403, 'SIGNATURE_REFUSED'],
    ['under an unknown id', () => report([finding()], { by: { ...scanner, keyId: 'x' } }), 403, 'SIGNATURE_REFUSED'],
    [
      'over another report',
      async () =>
        report([finding()], {
          headers: { 'Github-Public-Key-Signature': await signatureOf(scanner, JSON.stringify([finding('sk_')])) },
        }),
      403,
      'SIGNATURE_REFUSED',
    ],
    [
      'that is missing',
      () => report([finding()], { headers: { 'Github-Public-Key-Signature': '' } }),
      403,
      'SIGNATURE_REFUSED',
    ],
    ['over no list', () => report({ token: owner.apiKey }), 422, 'VALIDATION_FAILED'],
    [
      'over no JSON',
      () => report([finding()], { headers: { 'Content-Type': 'text/plain' } }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
  ] as const)('with a signature %s does nothing', async (_, send, status, code) => {
    const before = await everything()
    const answer = await send()
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }])
    expect(await everything()).toBe(before)
    expect([await call(), posted]).toEqual(['VALID', []])
  })

  test('while the scanner’s keys cannot be read is 503 with Retry-After, and does nothing', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    published = () => raise('away')
    const before = await everything()
    const answer = await report([finding()])
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '15'])
    expect(await answer.json()).toMatchObject({ code: 'SIGNER_UNAVAILABLE', success: false })
    expect(await everything()).toBe(before)
    expect(await call()).toBe('VALID')
  })

  test('has nowhere to go where no keys’ address is set', async () => {
    const answer = await report([finding()], { settings: { SECRET_SCANNING_KEYS_URL: undefined } })
    expect(answer.status).toBe(404)
    expect(await call()).toBe('VALID')
  })

  test.each([
    ['production', 'http://keys.example.com/keys', 'must begin with https outside development'],
    ['production', 'https://keys.example.com/keys', ''],
    ['development', 'http://127.0.0.1:8789/keys', ''],
    ['production', 'keys.example.com', 'must be a whole address'],
    ['production', 'ftp://keys.example.com/keys', 'must be a whole address'],
  ])('is signed, in %s, by keys at %s: %s', (ENVIRONMENT, SECRET_SCANNING_KEYS_URL, problem) => {
    const parse = () => parseSettings({ ENVIRONMENT, SECRET_SCANNING_KEYS_URL, KEY_SECRETS: 'x'.repeat(32) })
    if (problem === '') expect(parse().SECRET_SCANNING_KEYS_URL).toBe(SECRET_SCANNING_KEYS_URL)
    else expect(parse).toThrow(`SECRET_SCANNING_KEYS_URL ${problem}`)
  })

  test('of more than a megabyte is 413, whoever signed it', async () => {
    const long = { ...finding(), url: 'x'.repeat(1_048_577) }
    expect((await report([long])).status).toBe(413)
    expect(await call()).toBe('VALID')
  })
})

describe('who is told', () => {
  test('are the owners and admins who can be reached, each in their language and zone', async () => {
    const admin = await join(owner, await signUp(`leaker-admin-${people}`), 'admin')
    const secret = await join(owner, await signUp(`leaker-unconfirmed-${people}`), 'admin')
    await join(owner, await signUp(`leaker-developer-${people}`), 'developer')
    await DB.prepare('UPDATE users SET email_verified_at = 1 WHERE id <> ?').bind(secret.id).run()
    await DB.prepare("UPDATE users SET locale = 'zh', time_zone = 'Asia/Shanghai' WHERE id = ?").bind(admin.id).run()
    await choose('rotate')
    await report([finding()], { settings: { REQUIRE_VERIFIED_EMAIL: 'true' } })
    const key = await keyOf()
    const data = {
      accountName: owner.username,
      keyName: 'default',
      hint: key?.hint,
      foundAt: PLACE,
      source: 'commit',
      at: key?.leak?.at,
      response: 'rotate',
      endsAt: key?.expiresAt,
      url: `${ORIGIN}/keys/${keyId}/rotation`,
    }
    expect(posted.sort((a, b) => a.locale.localeCompare(b.locale))).toEqual([
      {
        id: expect.any(String),
        requestId: expect.stringMatching(/^req_/),
        kind: 'key_leaked',
        to: `${owner.username}@example.com`,
        locale: 'en',
        timeZone: 'UTC',
        data,
      },
      {
        id: expect.any(String),
        requestId: expect.stringMatching(/^req_/),
        kind: 'key_leaked',
        to: `${admin.username}@example.com`,
        locale: 'zh',
        timeZone: 'Asia/Shanghai',
        data,
      },
    ])
  })

  test('is each of them, though a mail to another fails', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const admin = await join(owner, await signUp(`leaker-second-${people}`), 'admin')
    const send = async (mail: Mail) => (mail.to.startsWith(owner.username) ? raise('full') : void posted.push(mail))
    await report([finding()], { settings: { MAIL: { send } } })
    expect(posted.map(({ to }) => to)).toEqual([`${admin.username}@example.com`])
    expect(log.mock.calls.flat().join()).toContain('leak.untold')
  })

  test('is also the first of two accounts when the second’s key cannot be ended yet; repeated, the second', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const other = await signUp(`leaker-other-${people}`)
    const both = [finding(), finding(other.apiKey)]
    await DB.prepare(
      `CREATE TRIGGER stuck BEFORE UPDATE ON api_keys WHEN new.account_id = '${other.accountId}'
       BEGIN SELECT RAISE(ABORT, 'stuck'); END`,
    ).run()
    const failed = await report(both)
    await DB.prepare('DROP TRIGGER stuck').run()
    expect([failed.status, await call(), await call(other.apiKey)]).toEqual([500, 'KEY_REVOKED', 'VALID'])
    expect(posted.map(({ to }) => to)).toEqual([`${owner.username}@example.com`])
    expect([(await report(both)).status, await call(other.apiKey)]).toEqual([200, 'KEY_REVOKED'])
    expect(posted.map(({ to }) => to)).toEqual([`${owner.username}@example.com`, `${other.username}@example.com`])
  })

  test('reads a place as one line, cut between characters, without signs that turn text around or part a key', async () => {
    const parted = `${owner.apiKey.slice(0, 20)}\u200b${owner.apiKey.slice(20)}`
    const place = `https://example.com/\u202e\u2066x\n\ud800${parted}/`
    const known = 'https://example.com/x [key]/'
    await report([finding(owner.apiKey, place + '𠮷'.repeat(1_000))])
    expect((await keyOf())?.leak?.url).toBe(known + '𠮷'.repeat(1_000 - known.length))
  })

  test('nobody learns the key: not by an answer, a log, the audit log, a mail, a page or a row', async () => {
    const lines = ['log', 'error', 'warn', 'info'].map((name) =>
      vi.spyOn(console, name as 'log').mockImplementation(() => {}),
    )
    const place = `https://example.com/raw?key=${owner.apiKey}&next=1`
    const answer = await report([{ ...finding(owner.apiKey, place), source: owner.apiKey }])
    await report([finding(owner.apiKey, place)], { by: stranger })
    const page = await ask(site, `/keys/${keyId}`, { headers: owner.cookie })
    const seen = [await answer.text(), await page.text(), JSON.stringify(posted), await everything()]
    const told = [...seen, JSON.stringify(lines.map((line) => line.mock.calls))].join('\n')
    expect(told).toContain('https://example.com/raw?key=[key]')
    expect(told).not.toContain(owner.apiKey.slice('sk_'.length))
  })
})

describe('the choice', () => {
  const pageOf = async (path: string, person = owner, extra = changed()) =>
    (await ask(site, path, { headers: person.cookie }, ORIGIN, extra)).text()

  test('is made on the page, recorded, and said in JSON', async () => {
    const before = await pageOf('/settings/account')
    const csrf = /name="csrf" value="([^"]+)"/.exec(before)?.[1] ?? ''
    expect(before).toMatch(/value="revoke" checked/)
    const saved = await ask(site, '/settings/account/leaked-keys', {
      method: 'POST',
      headers: { ...owner.cookie, 'Sec-Fetch-Site': 'same-origin' },
      body: new URLSearchParams({ csrf, response: 'notify' }),
    })
    expect([saved.status, saved.headers.get('Location')]).toEqual([303, '/settings/account'])
    expect(await pageOf('/settings/account')).toMatch(/value="notify" checked/)
    const me = await ask(api, '/api/me', { headers: owner.bearer })
    expect(await me.json()).toMatchObject({ account: { leak_response: 'notify' } })
    expect((await events()).map(({ action, actor, detail }) => [action, actor?.id, detail])).toEqual([
      [
        'account.leak_response_changed',
        owner.id,
        { before: { leak_response: 'revoke' }, after: { leak_response: 'notify' } },
      ],
    ])
  })

  test('made again as it is changes and records nothing; another word is none', async () => {
    const before = await everything()
    expect([(await choose('revoke')).status, (await choose('ignore' as LeakResponse)).status]).toEqual([200, 422])
    expect(await everything()).toBe(before)
  })

  test('is shown to who may not make it, without a form', async () => {
    const developer = await join(owner, await signUp(`leaker-reader-${people}`), 'developer')
    const page = await pageOf('/settings/account', developer)
    expect(page).toContain('Revoke it')
    expect(page).not.toContain('/settings/account/leaked-keys')
  })

  test('says where nobody reports leaked keys', async () => {
    const said = 'Nobody reports leaked keys to this service yet'
    expect(await pageOf('/settings/account')).not.toContain(said)
    expect(await pageOf('/settings/account', owner, {})).toContain(said)
  })

  test('and where the key was found stand on the key’s page, with what is left to do', async () => {
    await choose('notify')
    await report([finding(owner.apiKey, `${PLACE}?<script>alert(1)</script>`)])
    const page = await pageOf(`/keys/${keyId}`)
    expect(page).toContain('This key was reported as found in public on')
    expect(page).toContain('Nothing was done to it')
    expect(page).not.toContain('<script>alert')
    expect(page.match(new RegExp(`href="/keys/${keyId}/rotation"`, 'g'))).toHaveLength(2)
    expect(await pageOf('/keys')).toContain('Active · leaked')
    const key = await (await ask(api, `/api/keys/${keyId}`, { headers: owner.bearer })).json()
    expect(key).toMatchObject({ key: { leak: { source: 'commit', response: 'notify', ends_at: null } } })
  })

  test('a place that is no https address is text, not a link', async () => {
    await report([finding(owner.apiKey, 'javascript:alert(1)')])
    const page = await pageOf(`/keys/${keyId}`)
    expect(page).toContain('javascript:alert(1)')
    expect(page).not.toContain('href="javascript')
    expect(page).toContain('It was revoked at once.')
  })
})

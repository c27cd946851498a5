import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeIds } from '../../domain/ids.ts'
import { random } from '../../platform/random.ts'
import { ask, bindings, type Person, signUp } from '../visitor.fixture.ts'
import { site } from './index.ts'

const { DB } = bindings
const newId = makeIds(Date.now, random)
/** 14:03 in Berlin, where it is winter. */
const AT = Date.UTC(2026, 0, 20, 13, 3)

let people = 0
let reader: Person
beforeAll(async () => {
  reader = await signUp('calls-reader')
})
beforeEach(async () => {
  reader = await signUp(`calls-reader-${++people}`)
})

const look = (path: string) => ask(site, path, { headers: reader.cookie })
const html = async (path: string) => (await look(path)).text()
/** What its calls are called, in the order of the page. */
const pathsOn = (page: string) => [...page.matchAll(/title="GET ([^"]+)"/g)].map(([, path]) => path)
const linkOf = (page: string, name: string) =>
  new RegExp(`href="([^"]+)">${name}</a>`).exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''

/** Calls as one flush wrote them: the later ones last. */
const keep = (calls: { at: number; path: string; [field: string]: unknown }[], seq = 1) =>
  DB.prepare('INSERT INTO calls (account_id, at, seq, count, body) VALUES (?, ?, ?, ?, ?)').bind(
    reader.accountId,
    (calls.at(-1)?.at ?? 0) + 1_000,
    seq,
    calls.length,
    JSON.stringify(
      calls.map((call) => ({
        ...{ id: newId('req'), keyId: 'key_1', routeId: 'route_1', method: 'GET', address: '192.0.2.1' },
        ...{ outcome: 'ok', status: 200, ms: 1, bytes: 1, credits: 1, ...call },
      })),
    ),
  )
const refused = { outcome: 'RATE_LIMITED', status: 0 }

test('a time is one of its reader’s zone, to the minute, and stays what it is on the next page', async () => {
  await DB.prepare("UPDATE users SET time_zone = 'Europe/Berlin' WHERE id = ?").bind(reader.id).run()
  const seconds = [-1, 0, 30, 59, 60]
  await keep(seconds.map((second) => ({ at: AT + second * 1_000, path: `/at/${second}`, ...refused }))).run()
  const first = await html('/calls?outcome=refused&since=2026-01-20T14:03&until=2026-01-20T14:04&limit=2')
  expect(pathsOn(first)).toEqual(['/at/59', '/at/30'])
  expect(first).toContain('From (Berlin)')
  expect(first).toContain('value="2026-01-20T14:03:00"')
  const next = linkOf(first, 'Next page')
  expect(next).toContain('since=2026-01-20T13%3A03%3A00.000Z')
  expect(pathsOn(await html(next))).toEqual(['/at/0'])
})

test('what a list is narrowed by stands in its form, and goes along to the next page, to what comes in and back to the start', async () => {
  const wanted = { ...refused, keyId: 'key_9', routeId: 'route_9', address: '2001:db8::9', status: 0 }
  await keep([1, 2, 3].map((i) => ({ at: AT + i, path: `/wanted/${i}`, ...wanted }))).run()
  const query = {
    ...{ outcome: '', code: 'RATE_LIMITED', since: String(AT), until: '2099-01-01T00:00:00Z', key: 'key_9' },
    ...{ route: 'route_9', address: '2001:db8::/32', status: '0', limit: '2' },
  }
  const first = await html(`/calls?${new URLSearchParams(query)}`)
  expect(pathsOn(first)).toEqual(['/wanted/3', '/wanted/2'])
  expect(first).toMatch(/<option value="RATE_LIMITED" selected/)
  for (const value of ['key_9', 'route_9', '2001:db8::/32', '2099-01-01T00:00:00'])
    expect(first).toContain(`value="${value}"`)
  const asked = (link: string) => Object.fromEntries(new URL(link, 'http://x').searchParams)
  const kept = {
    ...{ code: 'RATE_LIMITED', since: new Date(AT).toISOString(), until: '2099-01-01T00:00:00.000Z', key: 'key_9' },
    ...{ route: 'route_9', address: '2001:db8::/32', status: '0', limit: '2' },
  }
  const next = linkOf(first, 'Next page')
  expect(asked(next)).toEqual({ ...kept, cursor: expect.stringMatching(/^pack_/) })
  expect(asked(linkOf(first, 'Refresh'))).toEqual(kept)
  expect(asked(/hx-get="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '')).toEqual(kept)
  const second = await html(next)
  expect(pathsOn(second)).toEqual(['/wanted/1'])
  expect(asked(linkOf(second, 'First page'))).toEqual(kept)
})

describe('what comes in by itself', () => {
  test('is the newest, under the same filters', async () => {
    await keep([
      { at: AT, path: '/old' },
      { at: AT + 1, path: '/refused', ...refused },
    ]).run()
    const part = await html('/calls/part?outcome=refused')
    expect(pathsOn(part)).toEqual(['/refused'])
    expect(part).toMatch(/^<section id="calls-list"[^>]* data-poll[^>]* hx-get="\/calls\/part\?outcome=refused"/)
  })

  test.each(['cursor=pack_99999999999999_1_1_acct_x', 'until=2026-01-20T00:00:00Z'])(
    'is nothing where nothing can: %s',
    async (query) => {
      const page = await html(`/calls?${query}`)
      expect(page).not.toContain('data-poll')
      expect(page).not.toContain('data-pause')
    },
  )

  test('comes rarely where each look has much to search, and the page says how far it went', async () => {
    await DB.batch(Array.from({ length: 120 }, (_, i) => keep([{ at: AT + i * 60_000, path: '/x' }], i)))
    const page = await html('/calls?status=418')
    expect(page).toContain('every 30s')
    expect(page).toMatch(/Searched back to <time[^>]*>20 Jan 2026, 13:24 UTC<\/time>/)
    expect(page).toContain('Nothing found so far')
    expect(await html(linkOf(page, 'Next page'))).toContain('Nothing found<')
  })

  test('says how many calls have not ended', async () => {
    const view = { at: AT, revision: 1, used: 0, limit: null, openCalls: 2, openSince: AT, lastOpen: [], tail: [] }
    const METER = {
      idFromName: () => 'x',
      get: () => ({ view: async () => view }),
    } as unknown as DurableObjectNamespace
    const answer = await ask(site, '/calls/part', { headers: reader.cookie }, undefined, { METER })
    expect(await answer.text()).toContain(' · 2 calls under way')
  })

  test('is nothing for who asks wrongly', async () => {
    expect((await look('/calls/part?address=x')).status).toBe(422)
  })
})

describe('a form', () => {
  test('of which nothing was filled in narrows nothing', async () => {
    await keep([{ at: AT, path: '/any' }]).run()
    const page = await look('/calls?outcome=&since=&until=&request_id=&key=&route=&address=&status=')
    expect([page.status, pathsOn(await page.text())]).toEqual([200, ['/any']])
  })

  test.each(['1e3', '0x3E8', '1000.0', '%201000', '0001000'])('takes %s for the number that it is', async (since) => {
    const page = await look(`/calls?since=${since}`)
    expect([page.status, (await page.text()).includes('value="1970-01-01T00:00:01"')]).toEqual([200, true])
  })

  test.each([
    ['address', '192.0.2', 'Use an IP address or a CIDR range such as 192.0.2.0/24.'],
    ['status', '700', 'At most 599.'],
    ['since', 'yesterday', 'This does not have the right form.'],
    ['until', '2026-02-30T25:00', 'This does not have the right form.'],
    ['since', '99999999999999999', 'This does not have the right form.'],
    ['outcome', 'NO_SUCH', 'This does not have the right form.'],
  ])('with a wrong %s says so at its field, and keeps the rest', async (name, value, says) => {
    const page = await look(`/calls?key=key_7&${name}=${value}`)
    const text = await page.text()
    expect(page.status).toBe(422)
    expect(new RegExp(`id="${name}-error">([^<]*)<`).exec(text)?.[1]).toBe(says)
    expect(text).toContain('value="key_7"')
    expect(text).not.toContain('id="calls-list"')
  })
})

test('keys and routes are chosen by their names; another account’s keys are not there', async () => {
  const stranger = await signUp(`calls-stranger-${people}`)
  const keyOf = async ({ accountId }: Person) =>
    await DB.prepare('SELECT id, hint FROM api_keys WHERE account_id = ?')
      .bind(accountId)
      .first<{ id: string; hint: string }>()
  const [own, other] = [await keyOf(reader), await keyOf(stranger)]
  const page = await html(`/calls?key=${own?.id}`)
  expect(page).toContain(`<option value="${own?.id}" selected="">default ${own?.hint}</option>`)
  for (const asked of ['/calls', `/calls?key=${other?.id}`]) expect(await html(asked)).not.toContain(other?.hint)
})

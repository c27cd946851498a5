import { beforeEach, describe, expect, test } from 'vitest'
import { makeIds } from '../../domain/ids.ts'
import { random } from '../../platform/random.ts'
import { api } from '../api/index.ts'
import { putArchived } from '../archive.fixture.ts'
import { ask, bindings, type Person, signUp } from '../visitor.fixture.ts'
import { site } from './index.ts'

const { DB, ARCHIVE } = bindings
const DAY = 86_400_000
const OCTOBER = Date.UTC(2026, 9, 1)

let made = 0
let owner: Person
let stranger: Person
beforeEach(async () => {
  made += 1
  owner = await signUp(`archived-${made}`)
  stranger = await signUp(`archived-stranger-${made}`)
})

/** Puts lines of some people into one object of a day. */
async function archived(day: number, lines: [Person, string][], at = day): Promise<string> {
  const object = `calls/v1/test/${made}/${day}/${at}`
  await putArchived(
    object,
    day,
    lines.map(([{ accountId }, line]) => [accountId, `${line}\n`]),
    at,
  )
  return object
}
const download = (person: Person, day = '2026-10-01') => ask(site, `/calls/archives/${day}`, { headers: person.cookie })
const textIn = async (answer: Response) =>
  new Response(answer.body?.pipeThrough(new DecompressionStream('gzip'))).text()
const pageOf = async (path: string, person = owner) => (await ask(site, path, { headers: person.cookie })).text()

test('a day is a file to be saved that holds the account’s calls and nobody else’s', async () => {
  await archived(OCTOBER, [
    [stranger, 'theirs'],
    [owner, 'ours'],
  ])
  const answer = await download(owner)
  expect(answer.status).toBe(200)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/gzip',
    'content-disposition': 'attachment; filename="calls-2026-10-01.ndjson.gz"',
    'cache-control': 'no-store',
  })
  expect(await textIn(answer)).toBe('ours\n')
  expect(await textIn(await download(stranger))).toBe('theirs\n')
})

test('a day in several objects is one file, in the order in which they were archived', async () => {
  await archived(OCTOBER, [[owner, 'second']], OCTOBER + 2)
  await archived(OCTOBER, [[owner, 'first']], OCTOBER + 1)
  const bytes = new Uint8Array(await (await download(owner)).arrayBuffer())
  const { gunzipSync } = await import('node:zlib')
  expect(gunzipSync(bytes).toString()).toBe('first\nsecond\n')
})

test('an object that is written anew between being looked up and being read is found again', async () => {
  const old = await archived(OCTOBER, [[owner, 'ours']])
  const bytes = await (await ARCHIVE.get(old))?.arrayBuffer()
  const moving = new Proxy(ARCHIVE, {
    get: (target, name) => {
      if (name !== 'get') return Reflect.get(target, name).bind(target)
      return async (key: string, options: R2GetOptions) => {
        if (key === old) {
          await ARCHIVE.delete(old)
          await ARCHIVE.put(`${old}/anew`, bytes ?? '')
          await DB.prepare('UPDATE call_archives SET object = ?1 WHERE object = ?2').bind(`${old}/anew`, old).run()
        }
        return target.get(key, options)
      }
    },
  })
  const answer = await ask(site, '/calls/archives/2026-10-01', { headers: owner.cookie }, undefined, {
    ARCHIVE: moving,
  })
  expect(await textIn(answer)).toBe('ours\n')
})

test.each(['2026-10-02', '2026-02-30', 'x', '2026-10-01T00:00', '..%2f2026-10-01'])(
  'of %s, of which nothing is archived, there is none',
  async (day) => {
    await archived(OCTOBER, [[owner, 'ours']])
    expect((await download(owner, day)).status).toBe(404)
  },
)

test('a day of which only others have calls is none', async () => {
  await archived(OCTOBER, [[stranger, 'theirs']])
  expect((await download(owner)).status).toBe(404)
  expect((await ask(api, '/api/calls/archives/2026-10-01', { headers: owner.bearer })).status).toBe(404)
})

describe('the list of archived days', () => {
  test('says that there are none, and where calls are instead', async () => {
    expect(await pageOf('/calls/archives')).toContain('Nothing is archived yet')
    expect(await pageOf('/calls')).toContain('href="/calls/archives"')
    expect(await pageOf('/settings/account')).toContain('href="/calls/archives"')
  })

  test('names each day once, newest first, with its calls and size, a page at a time', async () => {
    for (let day = 0; day < 3; day++) await archived(OCTOBER + day * DAY, [[owner, 'x']])
    await archived(OCTOBER, [[owner, 'y']], OCTOBER + 5)
    const first = await pageOf('/calls/archives?limit=2')
    expect([...first.matchAll(/archives\/(\d{4}-\d\d-\d\d)"/g)].map(([, day]) => day)).toEqual([
      '2026-10-03',
      '2026-10-02',
    ])
    const next = /href="(\/calls\/archives\?cursor=[^"]+)"/.exec(first)?.[1] ?? ''
    const second = await pageOf(next)
    expect([...second.matchAll(/archives\/(\d{4}-\d\d-\d\d)"/g)].map(([, day]) => day)).toEqual(['2026-10-01'])
    expect(second).toMatch(/>6<\/td>/)
  })

  test('is the same as JSON, the file too', async () => {
    await archived(OCTOBER, [[owner, 'ours']])
    const list = await ask(api, '/api/calls/archives', { headers: owner.bearer })
    expect(await list.json()).toEqual({
      success: true,
      data: [{ day: '2026-10-01', calls: 3, bytes: expect.any(Number) }],
      next_cursor: null,
    })
    const file = await ask(api, '/api/calls/archives/2026-10-01', { headers: owner.bearer })
    expect(await textIn(file)).toBe('ours\n')
    expect((await ask(api, '/api/calls/archives?cursor=x', { headers: owner.bearer })).status).toBe(422)
  })
})

test('a call that is not listed any more leads to the file it is in, and only if there is one', async () => {
  const idAt = (at: number) => makeIds(() => at, random)('req')
  await archived(OCTOBER, [[owner, 'x']])
  for (const at of [OCTOBER, OCTOBER + DAY - 1, OCTOBER - 1]) {
    const answer = await ask(site, `/calls/${idAt(at)}`, { headers: owner.cookie })
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('Calls of 2026-10-01 (UTC) are archived')
  }
  for (const [path, person] of [
    [idAt(OCTOBER + DAY), owner],
    [idAt(OCTOBER), stranger],
    ['req_x', owner],
  ] as const) {
    expect(await pageOf(`/calls/${path}`, person)).not.toContain('are archived')
  }
})

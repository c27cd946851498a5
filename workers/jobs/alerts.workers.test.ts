import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Mail } from '../../src/domain/mail.ts'
import type { JobsEnv } from './env.ts'
import { everyMinute } from './every-minute.ts'

const bindings = env as unknown as JobsEnv
const { DB } = bindings
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** In the middle of a minute. */
const NOW = Date.UTC(2026, 10, 20, 14, 3, 30)
const [start, end] = [Date.UTC(2026, 10, 20, 13, 56), Date.UTC(2026, 10, 20, 14, 1)]

/** What was queued in the order of its queueing; `lost`: that many can be queued, then the run dies. */
function mailbox(lost = Number.POSITIVE_INFINITY) {
  const mails: Mail[] = []
  const send = async (mail: Mail) => {
    if (mails.length >= lost) throw new Error('killed')
    mails.push(mail)
  }
  return { mails, MAIL: { send } as unknown as Queue<Mail> }
}
let box = mailbox()
const run = (now = NOW, more: object = {}) =>
  everyMinute({ ...bindings, SITE_URL: 'https://tollgate.example', MAIL: box.MAIL, ...more } as JobsEnv, now)

/** Calls and errors of minutes, as flushes write them. */
const minutes = (...rows: [minute: number, calls: number, errors: number][]) =>
  DB.batch([
    DB.prepare('SELECT 1'),
    ...rows.map((row) => DB.prepare('INSERT OR REPLACE INTO service_minutes VALUES (?, ?, ?)').bind(...row)),
  ])
const incidents = async () =>
  (
    await DB.prepare('SELECT opened_at, calls, errors, told_at, closed_at FROM incidents ORDER BY opened_at').all<{
      opened_at: number
      calls: number
      errors: number
      told_at: number | null
      closed_at: number | null
    }>()
  ).results

const operator = (name: string, more: { locale?: string; verified?: boolean; status?: string; operator?: 0 } = {}) =>
  DB.prepare(
    `INSERT INTO users (id, username, email, password, email_verified_at, is_operator, status, locale, created_at)
     VALUES (?1, ?1, ?1 || '@example.com', '!', ?2, ?3, ?4, ?5, 0)`,
  ).bind(name, more.verified === false ? null : 1, more.operator ?? 1, more.status ?? 'active', more.locale ?? null)

beforeEach(async () => {
  box = mailbox()
  await DB.batch(['incidents', 'service_minutes', 'users'].map((table) => DB.prepare(`DELETE FROM ${table}`)))
  await DB.batch([operator('ann', { locale: 'zh' }), operator('bob')])
})

describe('an incident', () => {
  test('is opened when more than the limit of five minutes’ calls failed, and operators are told of it', async () => {
    await minutes([start, 100, 2], [end - MINUTE, 100, 9])
    await run()
    expect(await incidents()).toEqual([{ opened_at: NOW, calls: 200, errors: 11, told_at: NOW, closed_at: null }])
    const data = {
      ...{ calls: 200, errors: 11, percent: 5, since: start, until: end },
      url: `https://tollgate.example/admin/calls?outcome=failed&since=${start}`,
    }
    expect(box.mails).toMatchObject([
      { to: 'ann@example.com', locale: 'zh', kind: 'errors_high', data },
      { to: 'bob@example.com', locale: 'en', kind: 'errors_high', data },
    ])
  })

  test.each<[string, [number, number, number][], object]>([
    ['exactly the limit', [[start, 100, 5]], {}],
    ['too few errors, though they are a fifth', [[start, 20, 4]], {}],
    ['too few calls', [[start, 19, 19]], {}],
    ['a minute before the five', [[start - MINUTE, 100, 50]], {}],
    ['a minute after them, whose calls may not have come to D1 yet', [[end, 100, 50]], {}],
    ['what another limit allows', [[start, 100, 30]], { ALERT_ERROR_PERCENT: '30' }],
    ['fewer calls than another limit asks', [[start, 99, 99]], { ALERT_MIN_CALLS: '100' }],
  ])('is none: %s', async (_, rows, more) => {
    await minutes(...rows)
    await run(NOW, more)
    expect([await incidents(), box.mails]).toEqual([[], []])
  })

  test('is one while it lasts: in later minutes nobody is told again', async () => {
    for (let later = 0; later < 8; later++) {
      await minutes([end + (later - 1) * MINUTE, 100, 50])
      await run(NOW + later * MINUTE)
    }
    expect(await incidents()).toMatchObject([{ opened_at: NOW, closed_at: null }])
    expect(box.mails.length).toBe(2)
  })

  test('is opened once by two runs at once, and its mails have the same ids', async () => {
    await minutes([start, 100, 50])
    await Promise.all([run(), run()])
    expect((await incidents()).length).toBe(1)
    expect(new Set(box.mails.map(({ id }) => id)).size).toBe(2)
  })

  test('is over when the share was no longer high for five minutes', async () => {
    await minutes(
      [end - MINUTE, 100, 50],
      ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => [end + i * MINUTE, 100, 0] as [number, number, number]),
    )
    const closedAt: number[] = []
    for (let later = 0; later < 12; later++) {
      await run(NOW + later * MINUTE)
      const [only] = await incidents()
      if (only?.closed_at) closedAt.push(later)
    }
    // Five windows hold the failing minute; it is the fifth that ends without it for which the limit held five minutes.
    expect(closedAt[0]).toBe(9)
  })

  /** One that is over, and when it was. */
  const over = async () => {
    await minutes([start, 100, 50])
    await run()
    const at = NOW + 20 * MINUTE
    await run(at)
    expect(await incidents()).toMatchObject([{ closed_at: at }])
    return at
  }
  const again = async (at: number) => {
    await minutes([at - (at % MINUTE) - 3 * MINUTE, 100, 50])
    await Promise.all([run(at), run(at)])
  }

  test('is the same that goes on when it comes back within six hours: nobody is told again', async () => {
    const at = (await over()) + 6 * HOUR - 1
    await again(at)
    expect(await incidents()).toMatchObject([{ opened_at: NOW, told_at: NOW, closed_at: null }])
    expect(box.mails.length).toBe(2)
    // And it ends as it did before.
    await run(at + 20 * MINUTE)
    expect(await incidents()).toMatchObject([{ closed_at: at + 20 * MINUTE }])
  })

  test('is another after six hours, and told of anew', async () => {
    const at = (await over()) + 6 * HOUR
    await again(at)
    expect(await incidents()).toMatchObject([{ opened_at: NOW }, { opened_at: at, closed_at: null }])
    expect(new Set(box.mails.map(({ id }) => id)).size).toBe(4)
  })
})

describe('its mails', () => {
  test('go out in the next minute when the run that opened it was killed, each under the id it had', async () => {
    await minutes([start, 100, 50])
    box = mailbox(1)
    await expect(run()).rejects.toThrow()
    expect(await incidents()).toMatchObject([{ told_at: null }])
    const first = box.mails
    box = mailbox()
    await run(NOW + MINUTE)
    expect(box.mails.map(({ to }) => to)).toEqual(['ann@example.com', 'bob@example.com'])
    expect(box.mails[0]?.id).toBe(first[0]?.id)
    expect(await incidents()).toMatchObject([{ told_at: NOW + MINUTE }])
    await run(NOW + 2 * MINUTE)
    expect(box.mails.length).toBe(2)
  })

  test('go to operators who can sign in, at addresses that are theirs', async () => {
    await DB.batch([
      operator('cid', { verified: false }),
      operator('dan', { status: 'suspended' }),
      operator('eve', { operator: 0 }),
    ])
    await minutes([start, 100, 50])
    await run(NOW, { REQUIRE_VERIFIED_EMAIL: 'true' })
    expect(box.mails.map(({ to }) => to)).toEqual(['ann@example.com', 'bob@example.com'])
  })

  test('wait for SITE_URL, and say what is missing', async () => {
    await minutes([start, 100, 50])
    const failed = run(NOW, { SITE_URL: '' })
    await expect(failed).rejects.toMatchObject({
      errors: [{ message: expect.stringContaining('SITE_URL is missing') }],
    })
    await run(NOW + MINUTE)
    expect(box.mails.length).toBe(2)
  })

  test('a limit that is none is named', async () => {
    const failed = run(NOW, { ALERT_ERROR_PERCENT: '0' })
    await expect(failed).rejects.toMatchObject({
      errors: expect.arrayContaining([
        expect.objectContaining({ message: expect.stringContaining('ALERT_ERROR_PERCENT') }),
      ]),
    })
  })
})

test('minutes of a week ago and incidents that were over 90 days ago go, others stay', async () => {
  const DAY = 24 * 60 * MINUTE
  await minutes([NOW - 7 * DAY - 1, 1, 0], [NOW - 7 * DAY, 1, 0])
  const incident = (id: string, closedAt: number | null) =>
    DB.prepare('INSERT INTO incidents VALUES (?, 0, 0, 1, 1, ?, 1, ?)').bind(id, NOW, closedAt)
  await DB.batch([incident('gone', NOW - 90 * DAY - 1), incident('kept', NOW - 90 * DAY), incident('open', null)])
  await run()
  const left = async (query: string) => (await DB.prepare(query).raw()).flat()
  expect(await left('SELECT minute FROM service_minutes')).toEqual([NOW - 7 * DAY])
  expect(await left('SELECT id FROM incidents ORDER BY id')).toEqual(['kept', 'open'])
})

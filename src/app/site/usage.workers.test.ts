import { beforeAll, describe, expect, test } from 'vitest'
import { emptyHistogram } from '../../domain/metering/histogram.ts'
import type { HourlyUsage } from '../../domain/metering/rollup.ts'
import { HOUR, hourOf } from '../../domain/periods.ts'
import { addUsage } from '../../storage/usage-sums.ts'
import { ask, bindings, keysOf, type Person, signUp } from '../visitor.fixture.ts'
import { site } from './index.ts'

const NOW = hourOf(Date.now())
const DAY = 24 * HOUR

let member: Person
let keyId: string
beforeAll(async () => {
  member = await signUp('usage-page')
  keyId = (await keysOf(member.accountId))[0]?.id ?? ''
  const row = (change: Partial<HourlyUsage>): HourlyUsage => ({
    hour: NOW - 2 * DAY,
    keyId,
    routeId: 'route_a',
    outcome: 'ok',
    calls: 1_234,
    credits: 2_468,
    msSum: 40,
    histogram: emptyHistogram().map((_, i) => (i === 4 ? 1_234 : 0)),
    ...change,
  })
  const none = { credits: 0, msSum: 0, histogram: emptyHistogram() }
  const rows = [
    row({}),
    row({ outcome: 'failed', calls: 17, credits: 0 }),
    row({ ...none, outcome: 'RATE_LIMITED', calls: 55 }),
    row({ hour: NOW - 33 * DAY, calls: 617 }),
    ...Array.from({ length: 20 }, (_, i) => row({ keyId: `key_of_${i}`, calls: 1 })),
  ]
  await bindings.DB.batch(addUsage(bindings.DB, member.accountId, rows, { guard: '?2 = 0', from: 0 }))
})

const get = (path: string, headers = {}) => ask(site, path, { headers: { ...member.cookie, ...headers } })
const textOf = async (path: string) => (await (await get(path)).text()).replaceAll('&amp;', '&')
/** The cells of the row that has a text. */
const rowOf = (html: string, text: string) => {
  const row = html.split('<tr').find((one) => one.includes(text)) ?? ''
  return [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) =>
    cell
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )
}

describe('the page of usage', () => {
  test('says each number beside what it was before', async () => {
    const html = await textOf('/usage')
    expect(rowOf(html, `key=${keyId}"`).slice(1)).toEqual(['1,251', '17', '55', '2,468', '+112%'])
    expect(html).toContain('+106%')
    expect(html).toContain('was 617')
  })

  test('leads from a reason of refusal to its own view, and from its count to the calls', async () => {
    const html = await textOf('/usage?range=7d')
    expect(html).toContain('href="/usage?range=7d&outcome=RATE_LIMITED"')
    const calls = /href="(\/calls\?code=RATE_LIMITED&since=[^"]+)"/.exec(html)?.[1] ?? ''
    const { searchParams } = new URL(calls, 'http://x')
    expect(Date.parse(searchParams.get('since') ?? '')).toBeLessThan(NOW - 2 * DAY)
    expect(Date.parse(searchParams.get('until') ?? '')).toBe(NOW + HOUR)
    expect((await get(calls)).status).toBe(200)
  })

  test('tells a few keys apart, the others as one, and all when asked', async () => {
    const [few, all] = [await textOf('/usage'), await textOf('/usage?all=1')]
    expect(rowOf(few, '13 others').slice(1, 3)).toEqual(['13', '0'])
    expect(few).not.toContain('key_of_19')
    expect(all).toContain('key_of_19')
    expect(all).not.toContain('others')
  })

  test('keeps its filters with the range and the metric', async () => {
    const html = await textOf(`/usage?range=7d&metric=latency&key=${keyId}&outcome=ok`)
    expect(html).toContain(`href="/usage?range=24h&key=${keyId}&outcome=ok&metric=latency"`)
    expect(html).toContain(`href="/usage?range=7d&outcome=ok&metric=latency"`)
    expect(html).toContain(`/usage/download?range=7d&format=csv&key=${keyId}&outcome=ok`)
    expect(html).not.toContain('By key')
  })

  test('polls while now is in its window, and not when that is over', async () => {
    expect(await textOf('/usage?range=7d')).toContain('hx-get="/usage/numbers?range=7d"')
    expect(await textOf('/usage?from=2024-01-01&to=2024-01-05')).not.toContain('hx-get="/usage/numbers')
  })

  test.each([
    ['from=2024-11-10&to=2024-11-01', 'The last day is before the first.'],
    ['from=2024-11-10', 'Please fill this in.'],
    ['from=2999-01-01&to=2999-01-02', 'This day is still to come.'],
    ['from=2019-01-01&to=2024-11-01', 'At most 24 months.'],
    ['from=today&to=2024-11-01', 'This does not have the right form.'],
  ])('%s is shown again with what is wrong: %s', async (query, words) => {
    const answer = await get(`/usage?${query}`)
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain(words)
    expect(html).toContain('1,251')
  })

  test('goes to the usual view when its address makes no sense', async () => {
    const answer = await get('/usage?range=1y')
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/usage'])
  })
})

test('a part of the page has the numbers alone, and a file the rows', async () => {
  const part = await (await get('/usage/numbers', { 'HX-Request': 'true' })).text()
  expect(part).toMatch(/^<div id="usage"/)
  const file = await get('/usage/download?format=csv&range=7d')
  expect(file.headers.get('Content-Disposition')).toContain('attachment')
  expect((await file.text()).split('\r\n')).toHaveLength(25)
})

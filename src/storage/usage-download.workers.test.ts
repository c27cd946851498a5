import { expect, test } from 'vitest'
import { bindings, signUp } from '../app/visitor.fixture.ts'
import { HOUR } from '../domain/periods.ts'
import type { RowPlace } from '../domain/usage/download.ts'
import { database } from './database.ts'
import { downloadStore } from './usage-download.ts'

test.each(['hour', 'day'] as const)('rows of each %s come behind a place, in order, with the mark', async (unit) => {
  const { accountId } = await signUp(`download-${unit}`)
  const [table, length] = unit === 'hour' ? ['usage_hourly', HOUR] : ['usage_daily', 24 * HOUR]
  const insert = bindings.DB.prepare(
    `INSERT INTO ${table} (account_id, ${unit}, key_id, route_id, outcome, calls, credits, ms_sum, ms_histogram)
     VALUES (?, ?, ?, ?, ?, 1, 1, 1, '[]')`,
  )
  const places: RowPlace[] = [0, 1, 2].flatMap((i) =>
    ['key_1', 'key_2'].flatMap((key) =>
      ['route_1', 'route_2'].flatMap((route) =>
        ['failed', 'ok'].map((outcome): RowPlace => [i * length, key, route, outcome]),
      ),
    ),
  )
  await bindings.DB.batch([
    ...places.toReversed().map((place) => insert.bind(accountId, ...place)),
    bindings.DB.prepare('INSERT OR REPLACE INTO meter_marks VALUES (?, 41, 0)').bind(accountId),
  ])
  const store = downloadStore(database(bindings.DB))
  const of = { unit, span: { start: 0, end: 3 * length }, filter: { key: '', route: '', outcome: '' } }
  const found: RowPlace[] = []
  for (let after: RowPlace | null = null, count = 5; count === 5; after = found.at(-1) ?? null) {
    const { mark, rows } = await store.rows(accountId, of, after, 5)
    expect(mark).toBe(41)
    found.push(...rows.map(({ start, keyId, routeId, outcome }): RowPlace => [start, keyId, routeId, outcome]))
    count = rows.length
  }
  expect(found).toEqual(places)
})

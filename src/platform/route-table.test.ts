import { expect, test } from 'vitest'
import type { GatewayRoute } from '../domain/routing/route.ts'
import { RouteTable } from './route-table.ts'

const routeOf = (path: string) => ({ id: `route${path}`, path }) as GatewayRoute

/** A table over a D1 and a copy that can be changed and broken, with a clock that is turned by hand. */
function bench(initial: string[]) {
  const world = {
    now: 1_000_000,
    d1: initial as string[] | null,
    copy: null as string[] | null,
    reads: 0,
    behind: [] as Promise<unknown>[],
  }
  const table = new RouteTable(() => world.now)
  const sources = {
    fromD1: async () => {
      world.reads += 1
      if (!world.d1) throw new Error('D1 is down')
      return world.d1.map(routeOf)
    },
    fromCopy: async () => world.copy?.map(routeOf) ?? null,
    waitUntil: (work: Promise<unknown>) => void world.behind.push(work),
  }
  return {
    world,
    find: async (path: string, isHost = false) => (await table.find(path, isHost, sources))?.path ?? null,
  }
}

test('the longest prefix by whole segments wins', async () => {
  const { find } = bench(['/v1', '/v1/maps', '/v10'])
  expect([
    await find('/v1/maps/x'),
    await find('/v1/mapsx'),
    await find('/v1'),
    await find('/v11'),
    await find('/V1'),
  ]).toEqual(['/v1/maps', '/v1', '/v1', null, null])
})

test('the root is a route of a whole host, behind every other', async () => {
  const { find } = bench(['/', '/v1'])
  expect([await find('/x', true), await find('/', true), await find('/v1/x', true)]).toEqual(['/', '/', '/v1'])
  expect([await find('/x'), await find('/'), await find('/v1/x')]).toEqual([null, null, '/v1'])
})

test('a change is in force within five seconds, and D1 is read at most once in four while nothing misses', async () => {
  const { world, find } = bench(['/old'])
  await find('/old')
  world.d1 = []
  for (let ms = 0; ms < 4_000; ms += 100) {
    expect(await find('/old')).toBe('/old')
    world.now += 100
  }
  expect(world.reads).toBe(1)
  await find('/old')
  await Promise.all(world.behind)
  expect(await find('/old')).toBeNull()
})

test('a path that misses reads again, but at most once a second', async () => {
  const { world, find } = bench(['/old'])
  await find('/old')
  world.d1 = ['/new']
  for (let i = 0; i < 10; i++) await find('/new')
  expect([world.reads, await find('/new')]).toEqual([1, null])
  world.now += 1_000
  expect([await find('/new'), world.reads]).toEqual(['/new', 2])
})

test('without D1 a cold isolate uses the copy, and a warm one what it knows', async () => {
  const cold = bench([])
  cold.world.d1 = null
  cold.world.copy = ['/copied']
  expect(await cold.find('/copied')).toBe('/copied')
  const warm = bench(['/known'])
  await warm.find('/known')
  warm.world.d1 = null
  warm.world.now += 3_600_000
  expect(await warm.find('/known')).toBe('/known')
})

test('without D1 and copy there is an error, not an empty table', async () => {
  const { world, find } = bench([])
  world.d1 = null
  await expect(find('/any')).rejects.toThrow('D1 is down')
})

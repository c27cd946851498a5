import { beforeEach, expect, test } from 'vitest'
import { putArchived } from '../../src/app/archive.fixture.ts'
import { bindings } from '../../src/app/visitor.fixture.ts'
import { type ArchiveErasurePorts, makeArchiveErasure } from '../../src/domain/calls/archive-erasure.ts'
import { makeIds } from '../../src/domain/ids.ts'
import { archiveFiles } from '../../src/platform/archive.ts'
import { random } from '../../src/platform/random.ts'
import { archiveErasureStore } from '../../src/storage/archive-erasure.ts'
import { archivingStore } from '../../src/storage/archiving.ts'

const { DB, ARCHIVE } = bindings
const DAY = 86_400_000

let made = 0
beforeEach(arrange)

/** A day in which three accounts have calls in one object, and one in which the first has some alone. */
async function arrange(): Promise<void> {
  await DB.batch(['call_archives', 'archive_objects'].map((table) => DB.prepare(`DELETE FROM ${table}`)))
  for (const { key } of (await ARCHIVE.list()).objects) await ARCHIVE.delete(key)
  await putArchived('calls/v1/day/x/shared', DAY, [
    ['acct_1', 'one'],
    ['acct_2', 'two'],
    ['acct_3', 'three'],
  ])
  await putArchived('calls/v1/day/x/alone', 2 * DAY, [['acct_1', 'one again']])
  await DB.prepare("INSERT INTO archive_objects SELECT DISTINCT object, 'kept', 0 FROM call_archives").run()
}

const ports = (): ArchiveErasurePorts => ({
  store: archiveErasureStore(DB),
  files: archiveFiles(ARCHIVE),
  clock: () => 5,
  ids: makeIds(() => made++, random),
})
const erase = (accountId: string, changed: Partial<ArchiveErasurePorts> = {}) =>
  makeArchiveErasure({ ...ports(), ...changed })(accountId)

/** What each account finds of its calls, and every text that R2 holds. */
async function standing() {
  const { results } = await DB.prepare(
    'SELECT account_id AS id, object, start, length FROM call_archives ORDER BY account_id, day',
  ).all<{
    id: string
    object: string
    start: number
    length: number
  }>()
  const textOf = (bytes: ReadableStream | undefined) =>
    new Response(bytes?.pipeThrough(new DecompressionStream('gzip'))).text()
  const found: [string, string][] = []
  for (const { id, object, start, length } of results) {
    const part = await ARCHIVE.get(object, { range: { offset: start, length } })
    found.push([id, part ? await textOf(part.body as ReadableStream) : 'gone'])
  }
  const sizes = (await ARCHIVE.list()).objects.reduce((sum, { size }) => sum + size, 0)
  const referred = results.reduce((sum, { length }) => sum + length, 0)
  const noted = await DB.prepare("SELECT count(*) AS n FROM archive_objects WHERE state = 'kept'").first<number>('n')
  return { found, unreferred: sizes - referred, noted }
}
const GONE = {
  found: [
    ['acct_2', 'two'],
    ['acct_3', 'three'],
  ],
  unreferred: 0,
  noted: 1,
}

test('takes an account out of every object, and nobody else', async () => {
  expect(await erase('acct_1')).toBe(true)
  expect(await standing()).toEqual(GONE)
  expect(await erase('acct_1')).toBe(true)
  expect(await standing()).toEqual(GONE)
})

test('of two accounts of one object at once leaves the third its calls', async () => {
  await Promise.all([erase('acct_1'), erase('acct_2')])
  await erase('acct_1')
  await erase('acct_2')
  expect(await standing()).toEqual({ found: [['acct_3', 'three']], unreferred: 0, noted: 1 })
})

test('goes on when an object is not there, and loses no more than that', async () => {
  await ARCHIVE.delete('calls/v1/day/x/shared')
  expect(await erase('acct_1')).toBe(true)
  expect(await standing()).toMatchObject({
    found: [
      ['acct_2', 'gone'],
      ['acct_3', 'gone'],
    ],
  })
})

test.each(['before', 'after'] as const)('when it dies %s any of its steps the next makes it good', async (when) => {
  let deaths = 0
  for (let step = 1; ; step++) {
    let left = step
    const mortal = <T extends object>(of: T): T =>
      Object.fromEntries(
        Object.entries(of).map(([name, work]) => [
          name,
          async (...args: unknown[]) => {
            left -= 1
            if (left === 0 && when === 'before') throw new Error('killed')
            const result = await (work as (...args: unknown[]) => Promise<unknown>)(...args)
            if (left === 0) throw new Error('killed')
            return result
          },
        ]),
      ) as T
    const { store, files } = ports()
    const outcome = await erase('acct_1', { store: mortal(store), files: mortal(files) }).then(
      () => 'done',
      () => 'died',
    )
    // Whoever stays finds their calls at every moment.
    expect((await standing()).found).toEqual(expect.arrayContaining(GONE.found))
    if (outcome === 'died') {
      deaths += 1
      // As archiving does with what was begun and never kept.
      await archivingStore(DB).dropAbandoned(10)
      expect(await erase('acct_1')).toBe(true)
    }
    expect(await standing()).toEqual(GONE)
    if (outcome === 'done') break
    await arrange()
  }
  // Its objects; of the shared one members, bytes, beginning, writing and replacing; of the other members and giving up; what
  // is given up, and twice removing and forgetting.
  expect(deaths).toBe(1 + 5 + 2 + 5)
})

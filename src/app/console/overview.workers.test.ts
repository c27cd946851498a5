import { expect, test } from 'vitest'
import { ask, bindings, signUp } from '../visitor.fixture.ts'
import { operatorConsole } from './index.ts'

test('an incident stands on the overview while it is open, and leads to the calls that failed', async () => {
  const { cookie } = await signUp('overview-keeper', 'operator')
  const overview = async () => (await ask(operatorConsole, '/admin', { headers: cookie })).text()
  const since = Date.UTC(2026, 10, 20, 13, 58)
  await bindings.DB.prepare("INSERT INTO incidents VALUES ('inc_1', ?, 1, 1280, 96, 1, 1, NULL)").bind(since).run()
  const shown = await overview()
  expect(shown).toContain('96 of 1,280 in the five minutes from 20 Nov 2026, 13:58 UTC')
  expect(shown).toContain(`href="/admin/calls?outcome=failed&amp;since=${since}"`)
  await bindings.DB.prepare('UPDATE incidents SET closed_at = 2').run()
  expect(await overview()).not.toContain('1,280')
})

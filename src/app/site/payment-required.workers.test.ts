import { expect, test } from 'vitest'
import { join } from '../team.fixture.ts'
import { ask, bindings, signUp } from '../visitor.fixture.ts'
import { site } from './index.ts'

test('while an overdue bill keeps calls out every page says so, and leads who may read bills to them', async () => {
  const owner = await signUp('owes')
  const viewer = await join(owner, await signUp('owes-viewer'), 'viewer')
  const other = await signUp('owes-nothing')
  const set = (at: number | null) =>
    bindings.DB.prepare('UPDATE accounts SET payment_required_at = ? WHERE id = ?').bind(at, owner.accountId).run()
  const see = async ({ cookie }: { cookie: Record<string, string> }) => {
    const html = await (await ask(site, '/keys', { headers: cookie })).text()
    return [html.includes('Calls are refused: a bill is overdue.'), html.includes('href="/bills?status=open"')]
  }
  expect(await see(owner)).toEqual([false, false])
  await set(1)
  expect([await see(owner), await see(viewer), await see(other)]).toEqual([
    [true, true],
    [true, false],
    [false, false],
  ])
  await set(null)
  expect(await see(owner)).toEqual([false, false])
})

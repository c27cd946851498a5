import { expect, test } from 'vitest'
import { ask, bindings, signUp } from '../visitor.fixture.ts'
import { operatorConsole } from './index.ts'

test('a list of all accounts’ calls leads from each to those of its account, where it no longer says whose they are', async () => {
  const { cookie } = await signUp('calls-operator', 'operator')
  const call = { id: 'req_1', at: 1, keyId: 'k', routeId: 'r', method: 'GET', path: '/x', address: '', outcome: 'ok' }
  const { accountId } = await signUp('calls-caller')
  await bindings.DB.prepare('INSERT INTO calls (account_id, at, seq, count, body) VALUES (?, 2, 1, 1, ?)')
    .bind(accountId, JSON.stringify([{ ...call, status: 200, ms: 1, bytes: 1, credits: 1 }]))
    .run()
  const html = async (path: string) => (await ask(operatorConsole, path, { headers: cookie })).text()
  const link = `/admin/calls?account=${accountId}`
  for (const path of ['/admin/calls', '/admin/calls/part']) expect(await html(path)).toContain(`href="${link}"`)
  const own = await html(link)
  expect(own).toContain('title="GET /x"')
  expect(own).toContain(`/admin/calls/req_1?account=${accountId}`)
  expect(own).not.toContain(`>${accountId}</a>`)
})

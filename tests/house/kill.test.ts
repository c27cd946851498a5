import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { eventually, killAll, serve } from './running.ts'

const state = mkdtempSync(join(tmpdir(), 'tollgate-kill-'))
afterAll(async () => {
  await killAll(state)
  rmSync(state, { recursive: true, force: true })
})

const start = () => serve(state, { FREE_LIMIT: '100000' })

const post = async (url: string, body: unknown) => {
  const headers = { 'Content-Type': 'application/json' }
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json()
}
const who = { username: 'caller', email: 'caller@example.com', password: 'a long walk uphill' }

async function used(origin: string): Promise<number> {
  const { token } = (await post(`${origin}/api/auth/login`, { login: who.username, password: who.password })) as {
    token: string
  }
  const answer = await fetch(`${origin}/api/usage`, { headers: { Authorization: `Bearer ${token}` } })
  return ((await answer.json()) as { month: { used: number } }).month.used
}

test('kill -9 in the middle of a burst loses no call that was answered, and counts none twice', async () => {
  const first = await start()
  const { api_key: key } = (await post(`${first}/api/auth/register`, who)) as { api_key: string }
  const call = (origin: string) => fetch(`${origin}/api/demo/status/204`, { headers: { 'X-API-Key': key } })

  let [sent, answered] = [0, 0]
  const caller = async () => {
    // Until the service is gone, or the plan's rate limit would refuse.
    while (sent < 550) {
      sent += 1
      const response = await call(first).catch(() => null)
      if (!response) return
      if (response.status === 204) answered += 1
    }
  }
  const burst = Promise.all(Array.from({ length: 8 }, caller))
  await eventually(() => answered >= 200, 20_000)
  await killAll(state)
  await burst
  expect(answered).toBeGreaterThanOrEqual(200)

  const second = await start()
  const afterwards = await used(second)
  expect(afterwards).toBeGreaterThanOrEqual(answered)
  expect(afterwards).toBeLessThanOrEqual(sent)
  expect((await call(second)).status).toBe(204)
  expect(await used(second)).toBe(afterwards + 1)
})

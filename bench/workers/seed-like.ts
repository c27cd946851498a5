import { countedD1, takenTally } from './tally.ts'

/**
 * How an API key is usually metered on Workers: each call reads the key with its plan from D1, then counts and logs the
 * call there. Written as a careful author would: hashed keys found by their primary key, no write for a refusal, the quota
 * a condition of the counting statement, one index on the log. A statement at a time; below `/batch` the two writes are one
 * batch, which is the best that this design can do.
 */

interface Env {
  DB: D1Database
}

interface KeyRow {
  id: string
  account_id: string
  status: string
  included_credits: number
}

const NO_KEY = new Response(null, { status: 401 })

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/tally') return Response.json(takenTally())
    const isBatch = pathname.startsWith('/batch')
    const key = request.headers.get('Authorization')?.slice('Bearer '.length)
    if (!key) return NO_KEY
    const d1 = countedD1(env.DB)
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))
    const hash = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
    const { results } = await d1
      .prepare(
        `SELECT k.id, k.account_id, k.status, p.included_credits FROM keys k
         JOIN accounts a ON a.id = k.account_id JOIN plans p ON p.id = a.plan_id WHERE k.hash = ?`,
      )
      .bind(hash)
      .all<KeyRow>()
    const found = results[0]
    if (found?.status !== 'active') return NO_KEY
    const month = new Date().toISOString().slice(0, 7)
    const count = d1
      .prepare(
        `INSERT INTO usage (account_id, month, calls) VALUES (?1, ?2, 1)
         ON CONFLICT DO UPDATE SET calls = calls + 1 WHERE calls < ?3`,
      )
      .bind(found.account_id, month, found.included_credits)
    const log = d1
      .prepare(
        `INSERT INTO log (account_id, key_id, request_id, at, method, path, status, ms, bytes, address)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, 204, 0, 0, '127.0.0.1' WHERE ?7 OR changes() > 0`,
      )
      .bind(found.account_id, found.id, crypto.randomUUID(), Date.now(), request.method, pathname, isBatch ? 0 : 1)
    const [counted] = isBatch ? await d1.batch([count, log]) : [await count.run()]
    if (counted?.meta.changes !== 1) return new Response(null, { status: 429 })
    if (!isBatch) await log.run()
    return new Response(null, { status: 204 })
  },
}

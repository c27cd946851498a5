import type { Context } from 'hono'
import { hashKey } from '../../domain/keys/format.ts'
import { makeCheckReport } from '../../platform/scanning-keys.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { tellOfLeak } from '../leak-mail.ts'
import { readJson } from '../middleware/json-body.ts'
import { holdsKey } from '../middleware/query-key.ts'
import { findings } from './secret-scanning-input.ts'

const HEADERS = { 'Cache-Control': 'no-store' }

/**
 * Takes what a scanner found in public, as GitHub's partner program sends it, and says which of it are keys of this service. Whose
 * keys sign for it stands in SECRET_SCANNING_KEYS_URL; without that there is nothing here.
 */
export async function secretScanning(c: Context<App>): Promise<Response> {
  const { settings, services } = c.var
  if (settings.SECRET_SCANNING_KEYS_URL === undefined) return problem(c, 'NOT_FOUND', HEADERS)
  if (holdsKey(c.req.url, settings.API_PREFIX)) return problem(c, 'KEY_IN_QUERY', HEADERS)
  const signed = await makeCheckReport(
    settings.SECRET_SCANNING_KEYS_URL,
    services.clock,
  )({
    keyId: c.req.header('Github-Public-Key-Identifier'),
    signature: c.req.header('Github-Public-Key-Signature'),
    body: await c.req.arrayBuffer(),
  })
  if (!signed.ok) return problem(c, signed, HEADERS)
  const input = await readJson(c, findings)
  if (!input.ok) return problem(c, input, HEADERS)

  const isKey = await services.leaks.report(input.value, (key) => tellOfLeak(c, key))
  const labels = input.value.map(({ token, type }, i) => ({
    token_hash: hashKey(token),
    token_type: type,
    label: isKey[i] ? 'true_positive' : 'false_positive',
  }))
  return Response.json(labels, { headers: HEADERS })
}

import * as z from 'zod'
import { ACCOUNT_LOG, AUDIT_ACTIONS } from '../domain/audit.ts'
import { listQuery } from './middleware/query.ts'

const part = listQuery.omit({ search: true })
const named = z.string().trim().max(254).default('')

/** Which part of an account's log is asked for. */
export const auditQuery = part.extend({ action: z.enum(['', ...ACCOUNT_LOG]).default('') })

/** Which part of the whole log is asked for. */
export const auditSearch = part.extend({
  action: z.enum(['', ...AUDIT_ACTIONS]).default(''),
  actor: named.meta({ description: 'A user’s id, name or mail address' }),
  account: named.meta({ description: 'An account’s id or name' }),
  target: named.meta({ description: 'The id of what it was done to' }),
})

/** A query of either kind as the domain takes it. */
export const requested = <Q extends { cursor?: string | undefined }>(query: Q) => ({
  ...query,
  cursor: query.cursor ?? null,
})

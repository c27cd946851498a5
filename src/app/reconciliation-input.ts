import * as z from 'zod'
import { listQuery } from './middleware/query.ts'

/** Which part of the differences is asked for. A cursor is an account, a code and a subject. */
export const differencesQuery = listQuery.omit({ search: true }).extend({
  cursor: z
    .string()
    .max(300)
    .regex(/^acct_\w+\|[a-z._]+\|/)
    .optional(),
})

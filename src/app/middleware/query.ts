import type { Context } from 'hono'
import * as z from 'zod'
import { failed, ok, type Result } from '../../domain/failures.ts'
import type { PageRequest } from '../../domain/operating/operating.ts'
import type { App } from '../context.ts'
import { fieldErrors } from './fields.ts'

/** Reads the query by its schema; names that it does not know are left alone. VALIDATION_FAILED with each one named. */
export const readQuery = <S extends z.ZodType>(c: Context<App>, schema: S): Result<z.infer<S>> =>
  read(c.req.query(), schema)

/** Likewise of a form, which sends what nothing was typed into as empty texts: they ask for nothing. */
export const readFilter = <S extends z.ZodType>(c: Context<App>, schema: S): Result<z.infer<S>> =>
  read(Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== '')), schema)

function read<S extends z.ZodType>(query: Record<string, string>, schema: S): Result<z.infer<S>> {
  const parsed = schema.safeParse(query, { reportInput: true })
  return parsed.success ? ok(parsed.data) : failed('VALIDATION_FAILED', fieldErrors(parsed.error))
}

const [USUAL, MOST] = [25, 100]

/** Which part of a list is asked for. */
export const listQuery = z.object({
  search: z.string().trim().max(100).default(''),
  cursor: z
    .string()
    .regex(/^[a-z]+_[0-9a-z_]+$/i)
    .optional(),
  limit: z.coerce.number().int().min(1).max(MOST).default(USUAL),
})

/** The part of a list that a query asks for. */
export function readListQuery(c: Context<App>): Result<PageRequest> {
  const query = readQuery(c, listQuery)
  return query.ok ? ok({ ...query.value, cursor: query.value.cursor ?? null }) : query
}

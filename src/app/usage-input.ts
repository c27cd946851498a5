import * as z from 'zod'
import { failed, ok, type Result } from '../domain/failures.ts'
import { DECISION_CODES } from '../domain/metering/decision.ts'
import { UTC, zoneNamed } from '../domain/time-zones.ts'
import type { UsageFilter } from '../domain/usage/report.ts'
import { type Asked, USAGE_RANGES } from '../domain/usage/window.ts'
import { refusal } from './middleware/fields.ts'

const named = z.string().trim().max(64).default('')
const date = z
  .string()
  .refine((text) => text === '' || z.iso.date().safeParse(text).success, refusal('format'))
  .default('')

/** Which usage is asked for. */
export const usageQuery = z.object({
  range: z.enum(USAGE_RANGES).default('24h'),
  from: date.meta({ description: 'The first day, 2026-11-01. With `to`, in place of a range' }),
  to: date.meta({ description: 'The last day, included' }),
  key: named.meta({ description: 'A key’s id' }),
  route: named.meta({ description: 'A route’s id' }),
  outcome: z
    .enum(['', 'ok', 'failed', 'unknown', 'refused', ...DECISION_CODES])
    .default('')
    .meta({ description: 'ok, failed, unknown, the code of a refusal, or refused for every refusal' }),
})

/** The same of a program, which says whose days it means. */
export const zonedUsageQuery = usageQuery.extend({
  time_zone: z
    .string()
    .refine((zone) => zoneNamed(zone) !== null, refusal('unknown'))
    .default(UTC)
    .meta({ description: 'IANA: whose days they are, up to 31 of them; more are days of UTC' }),
})

export const FORMATS = ['csv', 'ndjson'] as const
export const format = z.enum(FORMATS).default('csv')

/** The range or the days that a query names. VALIDATION_FAILED when it names one of two days. */
export function askedOf({ range, from, to }: Pick<z.infer<typeof usageQuery>, 'range' | 'from' | 'to'>): Result<Asked> {
  if (from === '' && to === '') return ok({ range })
  if (from === '' || to === '')
    return failed('VALIDATION_FAILED', [{ field: from === '' ? 'from' : 'to', problem: 'required' }])
  return ok({ from, to })
}

export const filterOf = ({ key, route, outcome }: UsageFilter): UsageFilter => ({ key, route, outcome })

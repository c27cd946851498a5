import type * as z from 'zod'
import type { FieldError, FieldProblem } from '../../domain/failures.ts'

type Issue = z.core.$ZodIssue

/** A rule that zod has no word for: `z.string().refine(check, refusal('common_password'))`. */
export const refusal = (problem: FieldProblem, limit?: number) => ({ params: { problem, limit } })

const isText = (origin: string) => origin === 'string' || origin === 'array' || origin === 'set'

function problemOf(issue: Issue): { problem: FieldProblem; limit?: number } {
  switch (issue.code) {
    case 'invalid_type':
      return { problem: issue.input === undefined ? 'required' : 'type' }
    case 'too_small':
      if (issue.input === '') return { problem: 'required' }
      return { problem: isText(issue.origin) ? 'too_short' : 'too_small', limit: Number(issue.minimum) }
    case 'too_big':
      return { problem: isText(issue.origin) ? 'too_long' : 'too_large', limit: Number(issue.maximum) }
    case 'invalid_union':
      return { problem: issue.input === undefined ? 'required' : 'type' }
    case 'invalid_format':
      return { problem: issue.input === '' ? 'required' : 'format' }
    case 'custom': {
      const { problem = 'format', limit } = (issue.params ?? {}) as { problem?: FieldProblem; limit?: number }
      return limit === undefined ? { problem } : { problem, limit }
    }
    default:
      return { problem: 'format' }
  }
}

/** What zod found, in the words of failures.ts: the first problem of each field, by its JSON name. */
export function fieldErrors(error: z.core.$ZodError): FieldError[] {
  const byField = new Map<string, FieldError>()
  for (const issue of error.issues) {
    const at = issue.path.map(String)
    const found: FieldError[] =
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ field: [...at, key].join('.'), problem: 'unknown' }))
        : [{ field: at.join('.'), ...problemOf(issue) }]
    for (const one of found) if (!byField.has(one.field)) byField.set(one.field, one)
  }
  return [...byField.values()]
}

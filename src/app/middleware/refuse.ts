import type { Context } from 'hono'
import type { Failure } from '../../domain/failures.ts'
import type { App } from '../context.ts'
import { problem, statusOf } from '../errors.ts'

export type Render = 'pages' | 'json'

/** A failure as its reader takes it: a page, or problem+json. */
export async function refuse(
  c: Context<App>,
  render: Render,
  failure: Failure,
  headers: Record<string, string> = {},
): Promise<Response> {
  if (render === 'json') return problem(c, failure, headers)
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  return c.text(failure.code, statusOf(failure.code))
}

import type { Context } from 'hono'
import { UnusableLinkPage } from '../../../views/site/unusable-link.tsx'
import type { Failure } from '../../domain/failures.ts'
import type { App } from '../context.ts'
import { retryHeader, statusOf } from '../errors.ts'
import { pageInfo } from './page.ts'

/** Answers a link that opens nothing with the way to one that does. */
export function unusableLink(c: Context<App>, link: 'verification' | 'reset', failure: Failure) {
  for (const [name, value] of Object.entries(retryHeader(failure))) c.header(name, value)
  return c.html(<UnusableLinkPage page={pageInfo(c)} link={link} failure={failure} />, statusOf(failure.code))
}

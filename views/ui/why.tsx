import type { Failure } from '../../src/domain/failures.ts'
import type { PageInfo } from '../page.ts'

/** What a failure is called, and what to do: when it is worth another try, where it says so. */
export const Why = ({ page, failure }: { page: PageInfo; failure: Failure }) => {
  const { title, detail } = page.text.failures[failure.code]
  const { stop, tryAgainIn } = page.text.failure
  return (
    <>
      {title}
      {stop}
      {failure.retryAfter === undefined ? detail : tryAgainIn(failure.retryAfter)}
    </>
  )
}

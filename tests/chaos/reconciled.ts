import type { Difference } from '../../src/domain/metering/reconcile.ts'
import type { Account } from './people.ts'
import type { Stage } from './stage.ts'

/** What the reconciler says of an account, at any moment. */
export async function reconciled(stage: Stage, { id: accountId, tag }: Account): Promise<string[]> {
  const found = await stage.askAnew<Difference[] | 'moving' | 'erased'>({ do: 'reconcile', tag, accountId })
  // Its books moved all the time: it says nothing.
  if (found === 'moving') return []
  if (found === 'erased') return ['it is said to be erased']
  return found.map(({ code, subject, expected, found }) => `${code} of ${subject}: ${found} in place of ${expected}`)
}

import type { DecisionCode } from '../../src/domain/metering/decision.ts'
import type { Quota } from '../../src/domain/metering/face.ts'
import type { Change } from './faults.ts'
import type { Account } from './people.ts'
import type { Stage } from './stage.ts'

/** What D1 said of an account just before its meter confirmed to have read it. */
interface Confirmed {
  suspended: boolean
  includedCredits: number
  keys: Map<string, { status: string; quota: Quota | null }>
}

/** What is in force for an account, as far as its people were told. Changes of one account follow each other. */
export class Standing {
  /** Null while a change is under way, or was not confirmed. */
  confirmed: Confirmed | null = null
  /** Grows when a change begins and when one is confirmed. */
  epoch = 0
  readonly #stage: Stage
  readonly #account: Account
  #last: Promise<void> = Promise.resolve()

  constructor(stage: Stage, account: Account) {
    this.#stage = stage
    this.#account = account
  }

  /** Makes a change as a page does: D1 first, then the push. */
  change(change: Change | null, eventId: string): Promise<void> {
    this.#last = this.#last.then(() => this.#change(change, eventId))
    return this.#last
  }

  async #change(change: Change | null, eventId: string): Promise<void> {
    const { id: accountId, tag } = this.#account
    this.epoch += 1
    this.confirmed = null
    // A change whose answer is lost may have been made: D1 is asked either way.
    const errand = change && ({ do: 'change', accountId, change, at: this.#stage.now(), eventId } as const)
    if (errand) await this.#stage.ask(errand).catch(() => {})
    try {
      const stands = await this.#read()
      await this.#stage.ask({ do: 'push', tag })
      this.confirmed = stands
      this.epoch += 1
    } catch {
      // Saved, perhaps, and not yet in force.
    }
  }

  async #read(): Promise<Confirmed> {
    const { id } = this.#account
    const [account] = await this.#stage.askAnew<{ status: string; included_credits: number }[]>({
      do: 'read',
      query: `SELECT a.status, p.included_credits FROM accounts a JOIN plans p ON p.id = a.plan_id WHERE a.id = '${id}'`,
    })
    const keys = await this.#stage.askAnew<{ id: string; status: string; quota: string | null }[]>({
      do: 'read',
      query: `SELECT id, status, quota FROM api_keys WHERE account_id = '${id}'`,
    })
    return {
      suspended: account?.status === 'suspended',
      includedCredits: account?.included_credits ?? 0,
      keys: new Map(keys.map((key) => [key.id, { status: key.status, quota: key.quota && JSON.parse(key.quota) }])),
    }
  }
}

/** What a new call of this key must be refused with, whatever it costs. */
export function refusalOf({ suspended, keys }: Confirmed, keyId: string): DecisionCode | null {
  const status = keys.get(keyId)?.status
  if (status === 'revoked') return 'KEY_REVOKED'
  if (status === 'disabled') return 'KEY_DISABLED'
  return suspended ? 'ACCOUNT_SUSPENDED' : null
}

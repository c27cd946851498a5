import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { failed, ok, type Result } from '../failures.ts'
import type { Ids } from '../ids.ts'
import type { Changed } from '../keys/keys.ts'
import type { OperatorRef } from '../operating/operating.ts'
import type { Page } from '../page.ts'
import type { Bill, BillStatus } from './bill.ts'
import { billNumber } from './bill.ts'
import {
  type BillAct,
  type BillRow,
  type Bills,
  type BillsFilter,
  type BillsRequest,
  type BillsSearch,
  type BillTotals,
  stated,
  type WholeBill,
} from './bills.ts'
import { isAmount } from './money.ts'

/** Rows of a file that are in memory at a time. */
const ROWS = 500

/** A bill and whose it is, as the meter calls them. */
export type OwnedBill = Omit<WholeBill, 'bill'> & { bill: Bill; tag: string }
export type OwnedRow = Bill & { accountName: string }

/** What became of an act: whether it was done, and whether the account's calls pass again by it. */
export interface ActDone {
  done: boolean
  restored: boolean
}

/** Bills in D1. Each act is one transaction with its event, and does nothing where its condition no longer holds. */
export interface BillStore {
  list(accountId: string, request: BillsRequest): Promise<Page<Bill>>
  /** With null in whichever account, drafts too. */
  find(accountId: string | null, id: string): Promise<OwnedBill | null>
  all(search: BillsSearch): Promise<Page<OwnedRow>>
  totals(filter: BillsFilter): Promise<BillTotals[]>
  /** What it took of the account's credits is there again, and so is `back` as one of them: 0 for none. */
  void(bill: Bill, back: { id: string; amountMinor: number; reason: string }, event: AuditEvent): Promise<ActDone>
  move(bill: Bill, from: BillStatus, to: BillStatus, event: AuditEvent): Promise<boolean>
  credit(bill: Bill, note: { id: string; amountMinor: number; reason: string }, event: AuditEvent): Promise<ActDone>
}

export interface BillPorts {
  store: BillStore
  /** Puts the account's saved changes in force; false when that must wait. */
  push: (account: { id: string; tag: string }) => Promise<boolean>
  clock: Clock
  ids: Ids
}

/** What a bill took off for calls of earlier months: its own month's are not owed without it. */
const givenBackBy = ({ bill, lines }: OwnedBill): number =>
  lines.reduce(
    (sum, { detail, amountMinor }) =>
      'requestIds' in detail && detail.ofPeriod !== bill.period ? sum - amountMinor : sum,
    0,
  )

/** The verbs about bills over these ports. Doing what is done already changes nothing and is no failure. */
export function makeBills({ store, push, clock, ids }: BillPorts): Bills {
  const eventOf = (
    operator: OperatorRef,
    action: BillAct['act'] | 'credit_note.issued',
    { id, accountId, number }: Bill,
    detail: Record<string, unknown>,
  ): AuditEvent => ({
    id: ids('evt'),
    at: clock(),
    actorId: operator.userId,
    accountId,
    action,
    target: id,
    detail: { bill: billNumber(number ?? 0), ...detail },
    address: operator.address,
  })

  const whole = async (accountId: string | null, id: string): Promise<WholeBill | null> => {
    const found = await store.find(accountId, id)
    return found && { ...found, bill: stated(found.bill) }
  }
  const page = async (search: BillsSearch): Promise<Page<BillRow>> => {
    const { items, next } = await store.all(search)
    return { items: items.map(stated), next }
  }

  /** The bill as it is after an act. */
  async function changed({ bill, tag }: OwnedBill, restored: boolean): Promise<Changed<WholeBill>> {
    const inForce = restored ? await push({ id: bill.accountId, tag }) : true
    const value = await whole(null, bill.id)
    if (!value) throw new Error('a bill is gone')
    return { value, inForce }
  }

  async function move(
    operator: OperatorRef,
    id: string,
    [from, to, act]: [BillStatus, BillStatus, BillAct['act']],
    detail: Record<string, unknown>,
  ): Promise<Result<Changed<WholeBill>>> {
    const found = await store.find(null, id)
    if (!found) return failed('NOT_FOUND')
    await store.move(found.bill, from, to, eventOf(operator, act, found.bill, detail))
    const after = await changed(found, false)
    return after.value.bill.status === to ? ok(after) : failed('BILL_NOT_OPEN')
  }

  return {
    async list(accountId, request) {
      const { items, next } = await store.list(accountId, request)
      return { items: items.map(stated), next }
    },
    find: whole,
    findAnywhere: (id) => whole(null, id),

    async all(search) {
      const [found, totals] = await Promise.all([page(search), store.totals(search)])
      return { ...found, totals }
    },

    async *everyOne(filter) {
      let cursor: string | null = null
      do {
        const part: Page<BillRow> = await page({ ...filter, cursor, limit: ROWS })
        yield part.items
        cursor = part.next
      } while (cursor !== null)
    },

    async void(operator, id, reason) {
      const found = await store.find(null, id)
      if (!found) return failed('NOT_FOUND')
      const back = { id: ids('cred'), amountMinor: givenBackBy(found), reason }
      const event = eventOf(operator, 'bill.voided', found.bill, { reason })
      const { done, restored } = await store.void(found.bill, back, event)
      const after = await changed(found, restored)
      if (done || after.value.bill.status === 'void') return ok(after)
      return failed(after.value.bill.status === 'open' ? 'BILL_BEGUN' : 'BILL_NOT_OPEN')
    },

    giveUp: (operator, id, reason) => move(operator, id, ['open', 'uncollectible', 'bill.uncollectible'], { reason }),
    reopen: (operator, id) => move(operator, id, ['uncollectible', 'open', 'bill.reopened'], {}),

    async credit(operator, id, { amountMinor, reason }) {
      if (!isAmount(amountMinor) || amountMinor === 0)
        return failed('VALIDATION_FAILED', [{ field: 'amount_minor', problem: 'format' }])
      const found = await store.find(null, id)
      if (!found) return failed('NOT_FOUND')
      const noteId = ids('cnote')
      const detail = { amount_minor: amountMinor, currency: found.bill.currency, reason }
      const event = eventOf(operator, 'credit_note.issued', found.bill, detail)
      const { restored } = await store.credit(found.bill, { id: noteId, amountMinor, reason }, event)
      const after = await changed(found, restored)
      const note = after.value.creditNotes.find((one) => one.id === noteId)
      if (note) return ok({ ...after, note })
      const { bill } = after.value
      if (bill.status !== 'open' && bill.status !== 'paid') return failed('BILL_NOT_OPEN')
      return failed('VALIDATION_FAILED', [{ field: 'amount_minor', problem: 'too_large', limit: bill.creditableMinor }])
    },
  }
}

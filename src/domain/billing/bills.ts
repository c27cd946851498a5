import type { AuditAction } from '../audit.ts'
import type { Result } from '../failures.ts'
import type { Changed } from '../keys/keys.ts'
import type { OperatorRef } from '../operating/operating.ts'
import type { Page } from '../page.ts'
import { type Bill, type BillLine, type BillStatus, billNumber, outstanding } from './bill.ts'
import type { PaymentMethod } from './payments.ts'

/** A line with its plan's name. */
export interface NamedLine extends BillLine {
  /** Null of what belongs to no plan. */
  planName: string | null
}

/** Money that came for a bill. */
export interface BillPayment {
  id: string
  method: PaymentMethod
  amountMinor: number
  /** What of it was given back. */
  refundedMinor: number
  /** The operators' words; no business of the account's. */
  note: string | null
  /** UTC ms. */
  paidAt: number
}

/** What an issued bill is less by, as a document of its own. */
export interface CreditNote {
  id: string
  /** `CN-000007`, without gaps. */
  number: string
  amountMinor: number
  reason: string
  /** UTC ms. */
  issuedAt: number
}

/** How a credit note's number is written: `CN-000007`. */
export const creditNoteNumber = (number: number): string => `CN-${String(number).padStart(6, '0')}`

/** What operators did to a bill as a whole. */
export const BILL_ACTS = [
  'bill.voided',
  'bill.uncollectible',
  'bill.reopened',
] as const satisfies readonly AuditAction[]
export interface BillAct {
  act: (typeof BILL_ACTS)[number]
  at: number
  /** Empty of reopening. */
  reason: string
}

export interface Stated {
  /** As it is written: `TG-000042`; null of a draft. */
  numberText: string | null
  /** What is still to be paid, minor units. */
  outstandingMinor: number
  /** What can still be credited. */
  creditableMinor: number
  /** What was paid beyond what is owed, since credit notes came later: to be given back. */
  overpaidMinor: number
  /** Whether an operator may take it back. */
  isVoidable: boolean
}
export type StatedBill = Bill & Stated

/** A bill with all that belongs to it, each list the oldest first. */
export interface WholeBill {
  bill: StatedBill
  account: { id: string; name: string }
  lines: NamedLine[]
  payments: BillPayment[]
  creditNotes: CreditNote[]
  acts: BillAct[]
}

export interface BillsRequest {
  /** Empty for all; of an account's own list drafts are no part. */
  status: BillStatus | ''
  cursor: string | null
  limit: number
}

/** Which of all bills are asked for; empty texts narrow nothing. */
export interface BillsFilter {
  /** Empty for all but drafts. */
  status: BillStatus | ''
  /** A bill's number as it is written, or its digits. */
  number: string
  /** An account's id, or what its name holds. */
  account: string
  /** `2026-11`. */
  month: string
}
export type BillsSearch = BillsFilter & BillsRequest

export type BillRow = StatedBill & { accountName: string }

/** Sums over the bills of one currency, minor units. */
export interface BillTotals {
  currency: string
  bills: number
  totalMinor: number
  creditedMinor: number
  paidMinor: number
  outstandingMinor: number
}

export interface CreditInput {
  /** Minor units of the bill's currency. */
  amountMinor: number
  reason: string
}

/** Bills once they are computed: what they say, and what operators do to them. */
export interface Bills {
  /** Newest month first. */
  list(accountId: string, request: BillsRequest): Promise<Page<StatedBill>>
  /** Null of another account's, and of drafts. */
  find(accountId: string, id: string): Promise<WholeBill | null>
  /** For operators: newest number first, with the sums of everything that the filter leaves. */
  all(search: BillsSearch): Promise<Page<BillRow> & { totals: BillTotals[] }>
  /** The same to its end, a page at a time. */
  everyOne(filter: BillsFilter): AsyncIterable<BillRow[]>
  findAnywhere(id: string): Promise<WholeBill | null>
  /**
   * Takes back a bill of which nothing was paid or credited. What it took off, of the account's credits and for calls of earlier
   * months, is the account's again; its month stays closed. BILL_NOT_OPEN; BILL_BEGUN when something was paid or credited.
   */
  void(operator: OperatorRef, id: string, reason: string): Promise<Result<Changed<WholeBill>>>
  /** Gives an open bill up: nobody is asked for it any more. BILL_NOT_OPEN. */
  giveUp(operator: OperatorRef, id: string, reason: string): Promise<Result<Changed<WholeBill>>>
  /** Asks for a bill again that was given up. BILL_NOT_OPEN of one that is neither. */
  reopen(operator: OperatorRef, id: string): Promise<Result<Changed<WholeBill>>>
  /**
   * Lessens an open or paid bill by a credit note; of nothing more owed an open one is paid. VALIDATION_FAILED beyond what is
   * left of its total, with how much that is; BILL_NOT_OPEN.
   */
  credit(
    operator: OperatorRef,
    id: string,
    input: CreditInput,
  ): Promise<Result<Changed<WholeBill> & { note: CreditNote }>>
}

/** What follows from a bill's figures. */
export const stated = <B extends Bill>(bill: B): B & Stated => {
  const { number, status, totalMinor, creditedMinor, paidMinor } = bill
  const owedMinor = totalMinor - creditedMinor
  return {
    ...bill,
    numberText: number === null ? null : billNumber(number),
    outstandingMinor: outstanding(bill),
    creditableMinor: status === 'open' || status === 'paid' ? owedMinor : 0,
    overpaidMinor: Math.max(0, paidMinor - owedMinor),
    isVoidable: status === 'open' && paidMinor === 0 && creditedMinor === 0,
  }
}

import { DurableObject } from 'cloudflare:workers'
import { timeOfId } from '../../src/domain/ids.ts'
import { assertCredits } from '../../src/domain/metering/credits.ts'
import { decide } from '../../src/domain/metering/decide.ts'
import type { Decision } from '../../src/domain/metering/decision.ts'
import { trailOf } from '../../src/domain/metering/explain.ts'
import type {
  AccountMeterFace,
  AccountSnapshot,
  AdmitRequest,
  Backlog,
  CallRecord,
  LedgerView,
  MeterView,
  Settlement,
} from '../../src/domain/metering/face.ts'
import { asView, planAt, useOfMonth } from '../../src/domain/metering/phases.ts'
import {
  ACCOUNT,
  charge,
  counterName,
  end,
  keyRatesOf,
  newestOpen,
  renew,
  type Touched,
  underWay,
} from '../../src/domain/metering/state.ts'
import { periodAt } from '../../src/domain/periods.ts'
import { readMeterSnapshot } from '../../src/storage/meter-snapshot.ts'
import { Ledger } from './ledger.ts'
import type { Commit } from './log.ts'
import { lotsOf } from './lots.ts'
import { Outbox } from './outbox.ts'
import { Refusals } from './refusals.ts'
import { type Tell, telemetryOf } from './telemetry.ts'

const REFUSALS_WAIT_MS = 1_000
// An admission that was on its way for longer has been given up by its caller: charging it would bill nobody's call.
const STALE_AFTER_MS = 8_000

// Calls that come together gather for so long and share one commit, which costs more than all else here; who calls alone never waits.
const GATHER_MS = 2

interface Waiting {
  call: AdmitRequest
  ended: Settlement[]
  answer: (decision: Decision) => void
  fail: (error: unknown) => void
}

/**
 * Decides and charges every call of one account, and is the only ledger of its running period. Each answer follows a
 * durable commit; admissions that arrive together share one. D1 gets the log by and by, and holds each commit once.
 */
export class AccountMeter extends DurableObject<{ DB: D1Database }> implements AccountMeterFace {
  /** UTC ms; tests turn it. */
  clock: () => number = Date.now
  /** The read model; tests let it fail. */
  d1: D1Database
  /** What tells of each commit; tests listen to it. */
  tell: Tell

  readonly #ledger: Ledger
  readonly #outbox: Outbox
  readonly #refusals = new Refusals()
  #refusalsAwaited = false
  #waiting: Waiting[] = []
  /** When the last group was decided, UTC ms. */
  #decidedAt = 0
  /** How many calls were in it. */
  #lastGroup = 0
  /** Ids of calls that have ended lately, so that an admission that arrives after its end is not charged. */
  readonly #ended = new Map<string, number>()
  #reading: Promise<unknown> | null = null
  #alarm: number | null = null

  constructor(ctx: DurableObjectState, env: { DB: D1Database }) {
    super(ctx, env)
    this.d1 = env.DB
    this.tell = telemetryOf(env)
    this.#ledger = new Ledger(ctx)
    this.#outbox = new Outbox(
      this.#ledger,
      () => this.clock(),
      () => this.d1,
      { newerRevision: () => this.#refreshKnown(), erased: () => this.#refreshKnown() },
    )
    ctx.blockConcurrencyWhile(async () => {
      this.#alarm = await ctx.storage.getAlarm()
      if (this.#ledger.unflushedRows > 0) this.#outbox.due = this.#alarm ?? this.clock()
      this.#rearm()
    })
  }

  async admit(tag: string, call: AdmitRequest, ended: Settlement[]): Promise<Decision> {
    assertCredits(call.credits)
    if (!this.#ledger.state.account) await this.#read(tag)
    return new Promise((answer, fail) => {
      this.#waiting.push({ call, ended, answer, fail })
      if (this.#waiting.length === 1) setTimeout(() => this.#decideWaiting(), this.#restMs())
    })
  }

  async settle(ended: Settlement[]): Promise<void> {
    for (const lot of lotsOf(ended, () => 1)) {
      this.#commit((commit, now, touched) => {
        for (const settlement of lot) this.#end(settlement, commit, now, touched)
      })
    }
  }

  async renew(ids: string[]): Promise<void> {
    this.#commit((commit, now) => {
      for (const id of ids) if (renew(this.#ledger.state, id, now)) commit.renewed.push(id)
    })
  }

  async push(tag: string): Promise<number> {
    await this.#refresh(tag)
    const { account } = this.#ledger.state
    if (!account) throw new Error('the account is not in D1')
    return account.revision
  }

  async view(tag: string): Promise<MeterView> {
    const account = await this.#account(tag)
    const { counters, open } = this.#ledger.state
    this.#writeRefusals()
    this.#outbox.watch()
    this.#rearm()
    const at = this.#now()
    const counter = (name: string) => counters.get(name) ?? 0
    const used = counter(counterName(ACCOUNT, 'month', at))
    const limit = planAt(account, at).includedCredits
    const phases = asView(useOfMonth(account, periodAt('month', at), at, used, counter))
    const openSince = [...open.values()].reduce((oldest, call) => Math.min(oldest, call.at), at)
    const { revision } = account
    const lastOpen = newestOpen(open.values())
    return { at, revision, used, limit, phases, openCalls: open.size, openSince, lastOpen, tail: this.#ledger.tail() }
  }

  async ledger(tag: string): Promise<LedgerView> {
    const { revision } = await this.#account(tag)
    this.#writeRefusals()
    const { seq, mark, state } = this.#ledger
    const open = [...state.open.values()].map(({ id, at, keyId, routeId, credits, counters }) => {
      return { id, at, keyId, routeId, credits, counters }
    })
    const counters = Object.fromEntries(state.counters)
    return { at: this.#now(), revision, seq, mark, counters, open, tail: this.#ledger.tail() }
  }

  async backlog(): Promise<Backlog> {
    const { unflushedCalls: calls, unflushedSince: since } = this.#ledger
    return { calls, since, failures: this.#outbox.failures }
  }

  async find(id: string): Promise<CallRecord | null> {
    const open = this.#ledger.state.open.get(id)
    if (open) return underWay(open, this.#now())
    this.#writeRefusals()
    return this.#ledger.recordOf(id)
  }

  async erase(tag: string): Promise<void> {
    if (!(await this.#refresh(tag))) throw new Error('an account that stays is not erased')
  }

  async ping(): Promise<void> {}

  override async alarm(): Promise<void> {
    this.#alarm = null
    this.#writeRefusals()
    this.#expire()
    const { due } = this.#outbox
    if (due !== null && due <= this.clock()) await this.#outbox.flush()
    this.#rearm()
  }

  /** The object's clock never steps back behind what it has stamped. */
  #now(): number {
    return Math.max(this.clock(), this.#ledger.state.at)
  }

  /** How long the next group gathers, ms: not at all, unless the last one was more than a call, and a moment ago. */
  #restMs(): number {
    if (this.#lastGroup < 2) return 0
    const since = Date.now() - this.#decidedAt
    return since >= 0 && since < GATHER_MS ? GATHER_MS - since : 0
  }

  #decideWaiting(): void {
    const waiting = this.#waiting
    this.#waiting = []
    this.#decidedAt = Date.now()
    this.#lastGroup = waiting.length
    for (const group of lotsOf(waiting, ({ ended }) => 1 + ended.length)) this.#decideGroup(group)
  }

  #decideGroup(group: readonly Waiting[]): void {
    const decisions: Decision[] = []
    try {
      this.#commit((commit, now, touched) => {
        for (const { call, ended } of group) {
          for (const settlement of ended) this.#end(settlement, commit, now, touched)
          decisions.push(this.#decide(call, commit, now, touched))
        }
      })
    } catch (error) {
      for (const { fail } of group) fail(error)
      return
    }
    group.forEach(({ answer }, i) => {
      answer(decisions[i] as Decision)
    })
  }

  #decide(call: AdmitRequest, commit: Commit, now: number, touched: Touched): Decision {
    const { state } = this.#ledger
    const decision = decide(state, call, now)
    // The same call asks again: its first admission stands.
    if (state.open.has(call.id)) return { ...decision, code: 'VALID', refusedBy: null }
    const asked = timeOfId(call.id)
    if (!this.#isFresh(asked) || this.#isOfBefore(asked) || this.#ended.has(call.id))
      return { ...decision, code: 'METER_UNAVAILABLE', refusedBy: null }
    if (decision.code === 'VALID') {
      const admitted = { ...call, trail: trailOf(decision, call, this.#limitsOfKey(call)) }
      charge(state, admitted, now, touched)
      commit.admitted.push(admitted)
    } else if (decision.keyId) {
      this.#refusals.add(call, decision.keyId, decision.code, now, () =>
        trailOf(decision, call, this.#limitsOfKey(call)),
      )
    }
    return decision
  }

  /** Written so that an id without a time (NaN) is stale. */
  #isFresh(asked: number): boolean {
    return this.clock() - asked <= STALE_AFTER_MS
  }

  /** Of calls of then any may have ended before this object was loaded: which did is remembered in memory alone. */
  #isOfBefore(asked: number): boolean {
    const before = this.#ledger.loadedFrom - asked
    return before >= 0 && before <= STALE_AFTER_MS
  }

  #limitsOfKey({ keyHash, routeId }: AdmitRequest): number {
    const key = this.#ledger.state.keys.get(keyHash)
    return key ? keyRatesOf(key, routeId).length : 0
  }

  #end(settlement: Settlement, commit: Commit, now: number, touched: Touched): void {
    const call = end(this.#ledger.state, settlement, now, touched)
    if (call) commit.ended.push(call)
    else if (this.#isGivenUp(settlement)) commit.renewed.push(settlement.id)
    this.#ended.set(settlement.id, this.clock())
  }

  /** Whether this may end a call that is still on its way here. Where there is no key, there is none. */
  #isGivenUp({ id }: Settlement): boolean {
    return this.#ledger.state.keys.size > 0 && this.#isFresh(timeOfId(id)) && !this.#ended.has(id)
  }

  /** Writes what `change` puts into a commit, and the refusals that wait with it. */
  #commit(change: (commit: Commit, now: number, touched: Touched) => void): void {
    const now = this.#now()
    let written: Commit | null = null
    const wrote = this.#ledger.commit(now, this.clock(), (commit, touched) => {
      change(commit, now, touched)
      if (!isIdle(commit)) Object.assign(commit, this.#refusals.take())
      written = commit
    })
    if (this.#refusals.pending) this.#awaitRefusals()
    this.#forgetEnded()
    if (!wrote) return
    if (written) this.#tellOf(written)
    if (this.#outbox.plan()) this.ctx.waitUntil(this.#outbox.flush().then(() => this.#rearm()))
    this.#wake(this.#outbox.due)
  }

  /** Forgets calls that ended too long ago to be asked for again. What the clock has stepped back behind is as old. */
  #forgetEnded(): void {
    const now = this.clock()
    for (const [id, at] of this.#ended) {
      if (Math.abs(now - at) < 2 * STALE_AFTER_MS) break
      this.#ended.delete(id)
    }
  }

  /** What tells of calls decides nothing: its failure fails no call. */
  #tellOf(commit: Commit): void {
    try {
      this.tell(this.#ledger.state.account?.id ?? '', commit)
    } catch (error) {
      console.log(JSON.stringify({ event: 'tell.failed', error: String(error) }))
    }
  }

  #awaitRefusals(): void {
    if (this.#refusalsAwaited) return
    this.#refusalsAwaited = true
    setTimeout(() => {
      this.#refusalsAwaited = false
      this.#writeRefusals()
    }, REFUSALS_WAIT_MS)
  }

  #writeRefusals(): void {
    if (!this.#refusals.pending) return
    this.#commit((commit) => {
      Object.assign(commit, this.#refusals.take())
    })
  }

  /** Settles as unknown what nobody settled in time. */
  #expire(): void {
    const now = this.#now()
    const over = [...this.#ledger.state.open.values()].filter(({ deadline }) => deadline <= now)
    for (const lot of lotsOf(over, () => 1)) {
      this.#commit((commit, now, touched) => {
        const unknown = { outcome: 'unknown', status: 0, upstreamMs: null, bytes: 0, refund: false } as const
        for (const { id, at } of lot) this.#end({ id, ms: now - at, ...unknown }, commit, now, touched)
      })
    }
  }

  /** The account, read from D1 when the object is cold. */
  async #account(tag: string): Promise<AccountSnapshot> {
    if (!this.#ledger.state.account) await this.#read(tag)
    const { account } = this.#ledger.state
    if (!account) throw new Error('the account is not in D1')
    return account
  }

  /** The first read of a cold object, shared by all who wait for it. */
  #read(tag: string): Promise<unknown> {
    this.#reading ??= this.#refresh(tag).finally(() => {
      this.#reading = null
    })
    return this.#reading
  }

  async #refreshKnown(): Promise<void> {
    await this.#refresh(this.#ledger.state.account?.tag ?? '')
  }

  /**
   * Puts D1's newest state of the account in force. Older revisions than the one in force change nothing. Of an account that
   * D1 says is erased everything is forgotten; whether it is.
   */
  async #refresh(tag: string): Promise<boolean> {
    const { state } = this.#ledger
    const snapshot = await readMeterSnapshot(this.d1, tag, state.account?.revision ?? 0)
    if (snapshot?.erased) {
      this.#refusals.take()
      this.#ended.clear()
      this.#outbox.due = null
      this.#alarm = null
      await this.#ledger.forget(snapshot.account)
      return true
    }
    if (snapshot && snapshot.account.revision > (state.account?.revision ?? 0)) {
      this.#ledger.install(snapshot.account, snapshot.keys)
    }
    return false
  }

  /** Sets the alarm for the earliest of what is due: the flush, or the end of a call that nobody settles. */
  #rearm(): void {
    this.#wake(this.#outbox.due)
    for (const { deadline } of this.#ledger.state.open.values()) this.#wake(deadline)
  }

  /** One alarm an object, and setting it costs a row: it is only ever moved forward. */
  #wake(at: number | null): void {
    if (at === null || (this.#alarm !== null && this.#alarm <= at)) return
    this.#alarm = at
    this.ctx.waitUntil(this.ctx.storage.setAlarm(at))
  }
}

const isIdle = (commit: Commit): boolean => commit.admitted.length + commit.ended.length + commit.renewed.length === 0

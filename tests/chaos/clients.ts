import { setTimeout as rest } from 'node:timers/promises'
import { makeIds } from '../../src/domain/ids.ts'
import { KEY_QUOTA_NAME, QUOTA_NAME } from '../../src/domain/metering/decide.ts'
import type { Decision } from '../../src/domain/metering/decision.ts'
import type { AdmitRequest, Settlement } from '../../src/domain/metering/face.ts'
import { type Account, random } from './people.ts'
import type { CallSpec, EndSpec } from './schedule.ts'
import type { Stage } from './stage.ts'
import { refusalOf, type Standing } from './standing.ts'

const TRIES = 4
/** By as much the object's stamps may be ahead of a clock that was not turned back, ms. */
export const AHEAD_MS = 20

/** What a client said of how a call ended. */
export interface ToldEnd {
  settlement: Settlement
  /** The latest that the clock had stood at when the meter said that it has it; null when it never did. */
  heardBy: number | null
}

/** What a client knows of one of its calls. */
export interface Told {
  id: string
  account: number
  keyId: string
  spec: CallSpec
  /** Messages that were sent and may have arrived. */
  sends: number
  heard: Decision[]
  ends: ToldEnd[]
  /** When the meter last confirmed that it goes on, by the clock; null when it never did. */
  renewedAt: number | null
}

/** Clients that call, end their calls and remember what they were told. What no meter may ever answer goes to `wrong`. */
export class Clients {
  readonly calls: Told[] = []
  readonly wrong: string[] = []
  /** Ends that wait for a later step. */
  later: { steps: number; told: Told; end: EndSpec }[] = []
  /** Calls that are renewed at the end of this step, and of so many more. */
  #goingOn: { steps: number; told: Told }[] = []
  readonly #stage: Stage
  readonly #accounts: readonly Account[]
  readonly #standings: readonly Standing[]
  readonly #newId: ReturnType<typeof makeIds>
  /** Ends that wait for an account's next admission. */
  readonly #riding: ToldEnd[][]

  constructor(stage: Stage, accounts: readonly Account[], standings: readonly Standing[]) {
    this.#stage = stage
    this.#accounts = accounts
    this.#standings = standings
    this.#newId = makeIds(() => stage.now(), random)
    this.#riding = accounts.map(() => [])
  }

  /** One call from its admission to its end. */
  async call(spec: CallSpec): Promise<void> {
    await rest(spec.afterMs)
    const account = this.#accounts[spec.account] as Account
    const key = account.keys[spec.key] as Account['keys'][number]
    const told: Told = {
      id: this.#newId('req'),
      account: spec.account,
      keyId: key.id,
      spec,
      sends: 0,
      heard: [],
      ends: [],
      renewedAt: null,
    }
    this.calls.push(told)
    const call = requestOf(told, key.hash)
    await this.#admit(told, call, true)
    for (let tries = 1; told.heard.length === 0 && spec.unheard === 'asks again' && tries < TRIES; tries++) {
      await rest(20)
      await this.#stage.up
      await this.#admit(told, call, false)
    }
    if (told.heard.length === 0 && spec.unheard === 'gives up') await this.#giveUp(told)
    if (!told.heard.some(({ code }) => code === 'VALID')) return
    if (spec.renews > 0) this.#goingOn.push({ steps: spec.renews, told })
    if (spec.end?.later) this.later.push({ steps: spec.end.later, told, end: spec.end })
    else if (spec.end) await this.end(told, spec.end)
  }

  /** Says how a call ended. */
  async end(told: Told, spec: EndSpec): Promise<void> {
    await rest(spec.afterMs)
    const { outcome, refund, credits } = spec
    const status = outcome === 'ok' ? 200 : 502
    const settlement = { id: told.id, outcome, status, ms: 7, upstreamMs: 5, bytes: 11, refund }
    const end: ToldEnd = { settlement: credits === null ? settlement : { ...settlement, credits }, heardBy: null }
    told.ends.push(end)
    if (spec.by === 'ride') this.#riding[told.account]?.push(end)
    else await this.#settle(told.account, [end], spec.times)
  }

  /** Calls that go on say so; ends that no admission took along go by themselves. */
  async endStep(): Promise<void> {
    await Promise.all(this.#accounts.map((_, account) => this.#renew(account)))
    this.#goingOn = this.#goingOn
      .filter(({ steps }) => steps > 1)
      .map(({ steps, told }) => ({ steps: steps - 1, told }))
    await Promise.all(this.#riding.map((_, account) => this.#settle(account, this.#take(account), 1)))
    const due = this.later.filter((end) => end.steps === 1)
    this.later = this.later.filter((end) => end.steps > 1).map((end) => ({ ...end, steps: end.steps - 1 }))
    await Promise.all(due.map(({ told, end }) => this.end(told, end)))
  }

  async #renew(account: number): Promise<void> {
    const calls = this.#goingOn.flatMap(({ told }) => (told.account === account ? [told] : []))
    if (calls.length === 0) return
    const { tag } = this.#accounts[account] as Account
    const [at, turns, latest] = [this.#stage.now(), this.#stage.turns, this.#stage.latest()]
    const isHeard = await this.#stage.ask({ do: 'renew', tag, ids: calls.map(({ id }) => id) }).then(
      () => true,
      () => false,
    )
    // By a clock that was turned meanwhile, or that the object's stamps are ahead of, it may have been at another time.
    const isSure = isHeard && turns === this.#stage.turns && latest - at < AHEAD_MS
    if (isSure) for (const told of calls) told.renewedAt = at
  }

  #take(account: number): ToldEnd[] {
    return this.#riding[account]?.splice(0) ?? []
  }

  async #admit(told: Told, call: AdmitRequest, isFirst: boolean): Promise<void> {
    const { spec, keyId } = told
    const standing = this.#standings[told.account] as Standing
    const { confirmed, epoch } = standing
    const ended = this.#take(told.account)
    const times = isFirst ? spec.times : 1
    const lateMs = isFirst ? spec.lateMs : null
    const isLost = isFirst && spec.lose
    told.sends += times + (lateMs === null ? 0 : 1)
    const { tag } = this.#accounts[told.account] as Account
    const settlements = ended.map(({ settlement }) => settlement)
    const answers = await this.#stage
      .ask<(Decision | null)[]>({ do: 'admit', tag, call, ended: settlements, times, lateMs })
      .catch((): (Decision | null)[] => [])
    const decisions = isLost ? [] : answers.filter((answer): answer is Decision => answer !== null)
    if (decisions.length === 0) this.#riding[told.account]?.push(...ended)
    else for (const end of ended) end.heardBy ??= this.#stage.latest()
    told.heard.push(...decisions)
    // While nothing changed since the call was sent, what was confirmed before holds for it.
    if (!isFirst || confirmed === null || epoch !== standing.epoch) return
    const refusal = refusalOf(confirmed, keyId)
    for (const { code, limits } of decisions) {
      if (code === 'METER_UNAVAILABLE') continue
      const isRight = refusal ? code === refusal : ['VALID', 'RATE_LIMITED', 'QUOTA_EXCEEDED'].includes(code)
      if (!isRight) this.wrong.push(`${told.id} was answered ${code} where ${refusal ?? 'no such refusal'} is in force`)
      const own = confirmed.keys.get(keyId)?.quota?.limit
      for (const [name, quota] of [[QUOTA_NAME, confirmed.includedCredits] as const, [KEY_QUOTA_NAME, own] as const]) {
        const said = limits.find((limit) => limit.name === name)?.quota
        if (said !== quota) this.wrong.push(`${told.id} was decided by a ${name} of ${said} where ${quota} is in force`)
      }
    }
  }

  /** A caller that got no decision takes back what may have been charged. */
  async #giveUp(told: Told): Promise<void> {
    const unmeasured = { ms: 0, upstreamMs: null, bytes: 0 }
    const settlement = { id: told.id, outcome: 'failed', status: 503, ...unmeasured, refund: true } as const
    const end: ToldEnd = { settlement, heardBy: null }
    told.ends.push(end)
    await this.#settle(told.account, [end], 1)
  }

  async #settle(account: number, ends: ToldEnd[], times: number): Promise<void> {
    if (ends.length === 0) return
    const { tag } = this.#accounts[account] as Account
    const ended = ends.map(({ settlement }) => settlement)
    for (let tries = 0; tries < TRIES; tries++) {
      await this.#stage.up
      const heard = await this.#stage
        .ask<(true | null)[]>({ do: 'settle', tag, ended, times })
        .catch((): (true | null)[] => [])
      if (!heard.includes(true)) continue
      for (const end of ends) end.heardBy ??= this.#stage.latest()
      return
    }
  }
}

const requestOf = ({ id, spec: { credits, timeoutMs, route } }: Told, keyHash: string): AdmitRequest => ({
  ...{ id, keyHash, credits, timeoutMs, routeId: route, scopes: [], method: 'GET', path: '/api/chaos' },
  ...{ address: '192.0.2.1', requireVerified: false },
})

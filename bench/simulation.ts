import { costOfAMillion } from './cost.ts'
import { ASSUMED, LIMITS } from './limits.ts'
import type { Measured } from './measured.ts'
import { PRICES } from './prices.ts'

const MONTH_S = 30 * 24 * 3_600
/** As in src/platform/settlements.ts, where an isolate ends a hundred calls a second: an end waits so long for an admission, s. */
const CARRIED_WITHIN_S = 2
/** As in workers/meter/account-meter.ts: calls that come together share a commit, s. */
const GATHERED_S = 0.002
/** As in workers/meter/outbox.ts. */
const FLUSH_AT_CALLS = 1_000

/** A service of some size, and how it is set. */
export interface Scenario {
  accounts: number
  callsASecond: number
  /** Of Zipf's law: the account of rank n makes n^-exponent of the calls of the first. */
  exponent: number
  seed: number
  /** After so long a flush is due, s: a minute today. */
  flushAfter: number
  /** How long calls stay in D1 before they go to R2, days. */
  daysInD1: number
  /** Of how many calls Analytics Engine gets a data point. */
  sampled: number
  /** Whether isolates hold leases of hot accounts. */
  leases: boolean
}

export interface Outcome {
  /** Accounts whose own object would be asked more often than one object answers, and their share of all calls. */
  hotAccounts: number
  hotShare: number
  /** Asked of the busiest object, a second. */
  busiestObject: number
  objectRequests: number
  objectRows: number
  flushes: number
  d1Rows: number
  /** Databases needed: for their size, for their time, and the share of its time in which the busiest of them is busy then. */
  shardsBySize: number
  shardsByTime: number
  busiestShard: number
  d1Gb: number
  dataPoints: number
  /** US dollars a month, and a million calls. */
  month: number
  aMillion: number
}

/** What so many calls a second ask of each part. Rates are Zipf's, and accounts fall on shards by a seeded hash. */
export function simulate(scenario: Scenario, measured: Measured): Outcome {
  const { accounts, callsASecond, exponent, flushAfter } = scenario
  const first = callsASecond / harmonic(accounts, exponent)
  const sums = { objectRequests: 0, objectRows: 0, flushes: 0, d1Ms: 0, activeHours: 0, hotCalls: 0 }
  const d1MsOf = new Float64Array(accounts)
  let [hotAccounts, busiestObject] = [0, 0]
  for (let rank = 1; rank <= accounts; rank++) {
    const rate = first * rank ** -exponent
    // The chance that no admission of the account comes to the isolate in which a call ended.
    const alone = Math.exp((-rate / ASSUMED.isolatesOfAnAccount) * CARRIED_WITHIN_S)
    const isHot = rate * (1 + alone) > LIMITS.objectRequestsASecond
    const isLeased = isHot && scenario.leases
    const asked = isLeased ? ASSUMED.isolatesOfAHotAccount / ASSUMED.leaseSeconds : rate * (1 + alone)
    const flushes = Math.max(rate / FLUSH_AT_CALLS, 1 / (flushAfter + 1 / rate))
    const d1Ms = Math.max(ASSUMED.d1BatchMs, flushD1Ms(rate / flushes, measured))
    hotAccounts += isHot ? 1 : 0
    sums.hotCalls += isHot ? rate : 0
    busiestObject = Math.max(busiestObject, asked)
    sums.objectRequests += asked + flushes
    sums.objectRows += asked / (1 + asked * GATHERED_S) + flushes * measured.flush.objectWritten
    sums.flushes += flushes
    sums.activeHours += 1 - Math.exp(-rate * 3_600)
    d1MsOf[rank - 1] = flushes * d1Ms
    sums.d1Ms += flushes * d1Ms
  }
  const callsGb = (callsASecond * 86_400 * scenario.daysInD1 * measured.d1BytesACall) / 1e9
  const sumsGb = (sums.activeHours * 24 * 30 * ASSUMED.sumsAnHour * ASSUMED.sumBytes) / 1e9
  const d1Gb = callsGb + sumsGb
  const shardsBySize = Math.ceil(d1Gb / LIMITS.d1Gb)
  const shardsByTime = Math.ceil(sums.d1Ms / 1_000 / ASSUMED.d1Busy)
  const aMillion = dollarsAMillion(scenario, sums, d1Gb, measured)
  return {
    hotAccounts,
    hotShare: sums.hotCalls / callsASecond,
    busiestObject,
    objectRequests: sums.objectRequests,
    objectRows: sums.objectRows,
    flushes: sums.flushes,
    d1Rows: sums.flushes * measured.flush.d1Written,
    shardsBySize,
    shardsByTime,
    busiestShard: busiestOf(d1MsOf, Math.max(shardsBySize, shardsByTime), scenario.seed),
    d1Gb,
    dataPoints: callsASecond * scenario.sampled,
    month: (aMillion * callsASecond * MONTH_S) / 1e6,
    aMillion,
  }
}

/** D1's time for a flush of so many calls, between the measured ones of one call and of a thousand, ms. */
const flushD1Ms = (calls: number, { flush, fullFlushD1Ms }: Measured): number =>
  flush.d1Ms + ((fullFlushD1Ms - flush.d1Ms) * calls) / FLUSH_AT_CALLS

function dollarsAMillion(
  { accounts, callsASecond, daysInD1, sampled }: Scenario,
  sums: { objectRequests: number; objectRows: number; flushes: number },
  d1Gb: number,
  measured: Measured,
): number {
  const { total } = costOfAMillion({
    workerRequests: 1,
    cpuMs: measured.cpuMs.alone,
    objectRequests: sums.objectRequests / callsASecond,
    objectMs: measured.objectMs,
    objectRead: 0,
    objectWritten: sums.objectRows / callsASecond,
    d1Read: (sums.flushes * measured.flush.d1Read) / callsASecond,
    d1Written: (sums.flushes * measured.flush.d1Written) / callsASecond,
    d1Bytes: 0,
  })
  const millions = (callsASecond * MONTH_S) / 1e6
  // Archived calls are kept for a year, say.
  const archivedGb = daysInD1 < 30 ? ((millions * 1e6 * measured.d1BytesACall) / 1e9) * ASSUMED.gzipShare * 12 : 0
  const storage =
    d1Gb * PRICES.d1GbMonth + archivedGb * PRICES.r2GbMonth + accounts * ASSUMED.objectGb * PRICES.objectGbMonth
  return total + storage / millions + sampled * 1e6 * PRICES.dataPoint
}

/** The share of its time in which the busiest of so many shards is busy. */
function busiestOf(load: Float64Array, shards: number, seed: number): number {
  const random = mulberry32(seed)
  const busy = new Float64Array(shards)
  for (const ms of load) {
    const shard = Math.floor(random() * shards)
    busy[shard] = (busy[shard] ?? 0) + ms
  }
  return busy.reduce((most, ms) => Math.max(most, ms), 0) / 1_000
}

const harmonic = (count: number, exponent: number): number => {
  let sum = 0
  for (let rank = 1; rank <= count; rank++) sum += rank ** -exponent
  return sum
}

/** Tommy Ettinger's mulberry32: numbers from 0 to 1, the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

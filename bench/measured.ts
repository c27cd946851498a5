import { ALONE } from './bills.ts'
import type { Machine } from './machine.ts'
import { type Round, summaryOf } from './rates.ts'
import { ONE, QUIET, THOUSAND } from './variants/admission.ts'

/** What the simulation of bench/simulation.ts takes from a run of the benchmark: bench/measured.json. */
export interface Measured {
  at: string
  commit: string
  machine: string
  isQuick: boolean
  /** Calls a second that one object admitted, with the app and the client on the same cores. */
  callsOfOneObject: number
  /** Processor time a call, ms, of everything in workerd: calls that share commits, and 1,000 accounts in turn. */
  cpuMs: { grouped: number; alone: number }
  /** How long a call keeps an object busy, ms. */
  objectMs: number
  /** Of one flush with one call in it. */
  flush: { d1Read: number; d1Written: number; d1Ms: number; objectWritten: number }
  /** D1's time for a flush with a thousand calls in it, ms. */
  fullFlushD1Ms: number
  /** Bytes of a packed call. */
  d1BytesACall: number
}

interface Run {
  machine: Machine
  isQuick: boolean
  rounds: ReadonlyMap<string, readonly Round[]>
  bytes: { tollgate: number }
}

export function measuredOf({ machine, isQuick, rounds, bytes }: Run): Measured {
  const of = (name: string) => {
    const { used, ...rest } = summaryOf(rounds.get(name) ?? [])
    if (!used) throw new Error(`${name} was not counted`)
    return { ...rest, ...used }
  }
  const [one, thousand, alone] = [of(ONE), of(THOUSAND), of(ALONE)]
  return {
    at: machine.at,
    commit: machine.commit,
    machine: `${machine.cores}, ${machine.memory}`,
    isQuick,
    callsOfOneObject: one.rate,
    cpuMs: { grouped: one.cpuMs, alone: thousand.cpuMs },
    objectMs: of(QUIET).p50,
    flush: {
      d1Read: alone.d1Read / alone.flushes,
      d1Written: alone.d1Written / alone.flushes,
      d1Ms: alone.d1Ms / alone.flushes,
      // A call alone is an admission, a settlement and a flush; the rest of its rows are the flush's.
      objectWritten: alone.objectWritten / alone.flushes - ROWS_OF_A_CALL,
    },
    fullFlushD1Ms: one.d1Ms / one.flushes,
    d1BytesACall: bytes.tollgate,
  }
}

/** Of one that shares no commit: its admission's and its settlement's. */
const ROWS_OF_A_CALL = 2

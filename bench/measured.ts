import { ALONE } from './bills.ts'
import type { Idle } from './idle.ts'
import type { Machine } from './machine.ts'
import { type Round, summaryOf } from './rates.ts'
import { ONE, QUIET, THOUSAND } from './variants/admission.ts'

/** What the simulation of bench/simulation.ts takes from a run of the benchmark: bench/measured.json. */
export interface Measured {
  at: string
  commit: string
  machine: string
  isQuick: boolean
  /** Calls a second that one object admitted, the client and the app beside it on the same cores. */
  callsOfOneObject: number
  /** Processor time a call, ms, of everything in workerd: under load, and with its settlement sent by itself. */
  cpuMs: { grouped: number; alone: number }
  /** Object rows a call, without what a flush writes: several in a commit, and each by itself. */
  objectWritten: { grouped: number; alone: number }
  objectRequests: { grouped: number; alone: number }
  /** Of one flush, with one call in it. */
  flush: { d1Read: number; d1Written: number; d1Ms: number; objectWritten: number }
  /** Of one flush with about a thousand calls in it, ms of D1 time. */
  fullFlushD1Ms: number
  /** Bytes that a call leaves behind in D1. */
  d1BytesACall: number
  /** Memory of an object that is in memory, MB. */
  objectMb: number
}

interface Run {
  machine: Machine
  isQuick: boolean
  rounds: ReadonlyMap<string, readonly Round[]>
  bytes: { tollgate: number }
  idle: Idle | null
}

export function measuredOf({ machine, isQuick, rounds, bytes, idle }: Run): Measured {
  const of = (name: string) => {
    const { used, ...rest } = summaryOf(rounds.get(name) ?? [])
    if (!used) throw new Error(`${name} was not counted`)
    return { ...rest, ...used }
  }
  const [one, quiet, thousand, alone] = [of(ONE), of(QUIET), of(THOUSAND), of(ALONE)]
  // Each call alone is an admission, a settlement and a flush; the rest of its rows are the flush's.
  const flushRows = Math.max(0, alone.objectWritten / alone.flushes - 2)
  return {
    at: machine.at,
    commit: machine.commit,
    machine: `${machine.cores}, ${machine.memory}`,
    isQuick,
    callsOfOneObject: one.rate,
    cpuMs: { grouped: one.cpuMs, alone: thousand.cpuMs },
    objectWritten: { grouped: one.objectWritten, alone: 2 },
    objectRequests: { grouped: quiet.objectRequests, alone: 2 },
    flush: {
      d1Read: alone.d1Read / alone.flushes,
      d1Written: alone.d1Written / alone.flushes,
      d1Ms: alone.d1Ms / alone.flushes,
      objectWritten: flushRows,
    },
    fullFlushD1Ms: one.d1Ms / one.flushes,
    d1BytesACall: bytes.tollgate,
    objectMb: idle ? (idle.called - idle.uncalled) / 1_000 : Number.NaN,
  }
}

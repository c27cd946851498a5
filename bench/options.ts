import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Pace } from './rates.ts'

export interface Options {
  pace: Pace
  isQuick: boolean
  /** Whether a variant or a part of the benchmark is asked for. */
  wants: (name: string) => boolean
  /** Whether everything is: only then is the result kept. */
  wantsAll: boolean
}

/** Whether state lies in memory: where there is such a place, but not with `--disk`. */
export const IN_MEMORY = existsSync('/dev/shm') && !process.argv.includes('--disk')

const FULL: Pace = { rounds: 3, warmMs: 1_500, measureMs: 4_000 }
const QUICK: Pace = { rounds: 1, warmMs: 500, measureMs: 1_500 }

/** `--quick`; `--disk`; `--rounds 5`; `--only seed-like,idle`: the variants and parts whose names hold one of these. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      disk: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
    },
  })
  const asked = values.only?.split(',').map((word) => word.trim().toLowerCase())
  const pace = values.quick ? QUICK : FULL
  return {
    pace: { ...pace, rounds: Number(values.rounds ?? pace.rounds) },
    isQuick: values.quick,
    wants: (name) => !asked || asked.some((word) => name.toLowerCase().includes(word)),
    wantsAll: !asked && !values.disk,
  }
}

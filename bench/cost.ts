import { OBJECT_GB, PRICES } from './prices.ts'

/** What one call used. */
export interface Use {
  workerRequests: number
  /** Processor time, ms. */
  cpuMs: number
  objectRequests: number
  /** How long objects were kept busy, ms. */
  objectMs: number
  objectRead: number
  objectWritten: number
  d1Read: number
  d1Written: number
  /** Bytes left behind in D1. */
  d1Bytes: number
}

/** How long what a call leaves behind stays in D1, months: as long as calls are kept. */
const KEPT_MONTHS = 1

export interface Cost {
  requests: number
  cpu: number
  objects: number
  objectRows: number
  d1Rows: number
  storage: number
  total: number
}

/** What a million such calls cost, US dollars, beyond what the plan includes. */
export function costOfAMillion(use: Use): Cost {
  const million = 1_000_000
  const requests = million * use.workerRequests * PRICES.workerRequest
  const cpu = million * use.cpuMs * PRICES.workerCpuMs
  const objects =
    million * (use.objectRequests * PRICES.objectRequest + (use.objectMs / 1_000) * OBJECT_GB * PRICES.objectGbSecond)
  const objectRows = million * (use.objectRead * PRICES.objectRowRead + use.objectWritten * PRICES.objectRowWritten)
  const d1Rows = million * (use.d1Read * PRICES.d1RowRead + use.d1Written * PRICES.d1RowWritten)
  const storage = ((million * use.d1Bytes) / 1e9) * PRICES.d1GbMonth * KEPT_MONTHS
  const total = requests + cpu + objects + objectRows + d1Rows + storage
  return { requests, cpu, objects, objectRows, d1Rows, storage, total }
}

/** What a Worker of the benchmark has used, summed over its isolate; as D1 and the objects themselves report it. */
export interface Tally {
  d1Read: number
  d1Written: number
  /** What D1 says its queries took, ms. */
  d1Ms: number
  /** Batches of the meter, each a flush. */
  flushes: number
  objectRead: number
  /** Alarms are among them: setting one is billed as a row. */
  objectWritten: number
  alarmsSet: number
  /** Calls of an object's methods, and alarms that went off. */
  objectRequests: number
  /** How long objects had something under way, ms of each added up. */
  awakeMs: number
}

export const noTally = (): Tally => ({
  d1Read: 0,
  d1Written: 0,
  d1Ms: 0,
  flushes: 0,
  objectRead: 0,
  objectWritten: 0,
  alarmsSet: 0,
  objectRequests: 0,
  awakeMs: 0,
})

export const tally = noTally()

interface Result {
  meta?: { rows_read?: number; rows_written?: number; duration?: number }
}

function counted<T>(answer: T): T {
  for (const { meta } of Array.isArray(answer) ? (answer as Result[]) : [(answer ?? {}) as Result]) {
    tally.d1Read += meta?.rows_read ?? 0
    tally.d1Written += meta?.rows_written ?? 0
    tally.d1Ms += meta?.duration ?? 0
  }
  return answer
}

/**
 * The same database, its answers counted. `first` and `raw` answer without saying what they cost, so a Worker of the
 * benchmark uses neither.
 */
export function countedD1<T extends object>(of: T): T {
  return new Proxy(of, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const answer: unknown = value.apply(target, args)
        if (answer instanceof Promise) return answer.then(counted)
        return typeof answer === 'object' && answer !== null ? countedD1(answer) : answer
      }
    },
  })
}

let isPatched = false
let last: SqlStorageCursor<Record<string, SqlStorageValue>> | null = null

// A cursor's counts are whole once it has been read, which is by the time of the next statement.
function harvest(): void {
  tally.objectRead += last?.rowsRead ?? 0
  tally.objectWritten += last?.rowsWritten ?? 0
  last = null
}

/** Counts the rows of every object of this isolate: storages share their prototypes. */
export function countObjects(storage: DurableObjectStorage): void {
  if (isPatched) return
  isPatched = true
  const ofSql = Object.getPrototypeOf(storage.sql) as SqlStorage
  const ofStorage = Object.getPrototypeOf(storage) as DurableObjectStorage
  const { exec } = ofSql
  const { setAlarm } = ofStorage
  ofSql.exec = function (this: SqlStorage, query: string, ...bindings: unknown[]) {
    harvest()
    last = exec.call(this, query, ...bindings)
    return last
  } as typeof exec
  ofStorage.setAlarm = function (this: DurableObjectStorage, ...args: Parameters<typeof setAlarm>) {
    tally.objectWritten += 1
    tally.alarmsSet += 1
    return setAlarm.apply(this, args)
  }
}

/** The sums until now. */
export function takenTally(): Tally {
  harvest()
  return { ...tally }
}

/** How long one object has something under way. */
export class Awake {
  #underWay = 0
  #since = 0

  during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay++ === 0) this.#since = Date.now()
    return work().finally(() => {
      if (--this.#underWay === 0) tally.awakeMs += Date.now() - this.#since
    })
  }
}

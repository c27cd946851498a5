import { isolate, now } from './isolate.ts'

/** Alarms by the turned clock on top of workerd's own, which knows the machine's alone. */
export class Alarms {
  readonly #storage: DurableObjectStorage
  readonly #set: DurableObjectStorage['setAlarm']

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
    this.#set = storage.setAlarm.bind(storage)
    const get = storage.getAlarm.bind(storage)
    storage.sql.exec('CREATE TABLE IF NOT EXISTS chaos_alarm (one INTEGER PRIMARY KEY, at INTEGER NOT NULL)')
    storage.setAlarm = async (at) => {
      storage.sql.exec('INSERT OR REPLACE INTO chaos_alarm (one, at) VALUES (1, ?)', Number(at))
      await this.#set(this.#byMachine(Number(at)))
    }
    storage.getAlarm = async () => ((await get()) === null ? null : this.#wanted())
  }

  isEarly(): boolean {
    const at = this.#wanted()
    return at !== null && at > now()
  }

  /** The clock was turned. */
  async turn(): Promise<void> {
    const at = this.#wanted()
    if (at !== null) await this.#set(this.#byMachine(at))
  }

  #wanted(): number | null {
    return this.#storage.sql.exec<{ at: number }>('SELECT at FROM chaos_alarm').toArray()[0]?.at ?? null
  }

  #byMachine(at: number): number {
    return Math.max(at - (isolate.offset ?? 0), Date.now())
  }
}

type Of = 'd1' | 'meter'

/** How long a request waited for D1 and for meters, ms. What it asks at once counts as if it were asked in turn. */
export class Spent {
  readonly #began = Date.now()
  readonly #of: Record<Of, number> = { d1: 0, meter: 0 }

  /** Counts how long `work` takes. */
  async on<T>(of: Of, work: Promise<T>): Promise<T> {
    const began = Date.now()
    try {
      return await work
    } finally {
      this.#of[of] += Date.now() - began
    }
  }

  /** As the Server-Timing header has it. */
  get header(): string {
    const { d1, meter } = this.#of
    return `total;dur=${Date.now() - this.#began}, d1;dur=${d1}, meter;dur=${meter}`
  }
}

const ASKS = new Set<PropertyKey>(['all', 'first', 'raw', 'run'])

/** D1 as it is, with the time that its answers take counted. */
export function timedD1(d1: D1Database, spent: Spent): D1Database {
  // D1 takes nothing but its own statements in a batch.
  const own = new WeakMap<D1PreparedStatement, D1PreparedStatement>()
  const timed = (statement: D1PreparedStatement): D1PreparedStatement => {
    const shown = new Proxy(statement, {
      get: (target, name) => {
        if (name === 'bind') return (...values: unknown[]) => timed(target.bind(...values))
        const member = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        if (!ASKS.has(name)) return member.bind(target)
        return (...args: unknown[]) => spent.on('d1', member.apply(target, args))
      },
    })
    own.set(shown, statement)
    return shown
  }
  return new Proxy(d1, {
    get: (target, name) => {
      if (name === 'prepare') return (query: string) => timed(target.prepare(query))
      if (name === 'batch')
        return (statements: D1PreparedStatement[]) =>
          spent.on('d1', target.batch(statements.map((one) => own.get(one) ?? one)))
      const member = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

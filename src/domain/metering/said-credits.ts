import type { RouteOptions } from '../routing/options.ts'
import { isCredits } from './credits.ts'
import { NumberAt } from './number-at.ts'

/** Knows what an answer says that its call costs: at once, or as its body has passed. */
export interface CreditReader {
  /** Where the body says it: reads a piece of it. */
  look?: (piece: Uint8Array) => void
  /** Null while nothing was said. */
  readonly value: number | null
}

/** Who reads an answer for what its call costs; null when the price is known before. */
export function creditReader(from: RouteOptions['creditsFrom'], headers: Headers): CreditReader | null {
  if (!from) return null
  if ('header' in from) return { value: creditsInHeader(headers.get(from.header)) }
  const number = new NumberAt(from.pointer)
  const isStream = /^text\/event-stream\b/i.test(headers.get('content-type') ?? '')
  const reader = isStream ? new EventReader(number) : number
  return {
    look: (piece) => reader.write(piece),
    get value() {
      return number.value
    },
  }
}

function creditsInHeader(said: string | null): number | null {
  const credits = said !== null && /^\d{1,10}$/.test(said) ? Number(said) : null
  return isCredits(credits) ? credits : null
}

const [LF, CR] = [0x0a, 0x0d]
const DATA = [...'data:'].map((character) => character.charCodeAt(0))

/** Reads what the events of a stream carry as `data`, each a text of its own. */
class EventReader {
  readonly #number: NumberAt
  /** How many bytes of its line have come, up to the data itself; Infinity in a line of another field. */
  #column = 0
  /** A line feed after a carriage return belongs to it. */
  #afterReturn = false

  constructor(number: NumberAt) {
    this.#number = number
  }

  write(bytes: Uint8Array): void {
    // Where the data of this line began, -1 outside it.
    let from = this.#column === DATA.length ? 0 : -1
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number
      const isSecondHalf = byte === LF && this.#afterReturn
      this.#afterReturn = byte === CR
      if (isSecondHalf) continue
      if (byte === LF || byte === CR) {
        if (from >= 0) this.#number.write(bytes.subarray(from, i + 1))
        // An empty line ends the event; the lines of data before it are one text.
        else if (this.#column === 0) this.#number.restart()
        from = -1
        this.#column = 0
      } else if (this.#column < DATA.length) {
        this.#column = byte === DATA[this.#column] ? this.#column + 1 : Number.POSITIVE_INFINITY
        if (this.#column === DATA.length) from = i + 1
      }
    }
    if (from >= 0) this.#number.write(bytes.subarray(from))
  }
}

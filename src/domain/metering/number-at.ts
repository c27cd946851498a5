import { isCredits } from './credits.ts'

// Bytes of JSON's grammar (RFC 8259).
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d]
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** No name in a pointer and no cost is longer; a longer text is another. */
const MOST_BYTES = 1_600
const DECODER = new TextDecoder()

/** An object or array that lies on the pointer's way. */
interface Container {
  /** Counts the values of an array; null in an object. */
  index: number | null
  /** In an object, whether the next string is a name. */
  isName: boolean
}

/**
 * Finds the cost at a JSON pointer in JSON that comes in pieces: one text, or one after the other, of which the last that
 * has it counts. It holds no more than the way to where it reads, however long and deep the text is. Malformed JSON leads to
 * no cost, or to the one that was found before.
 */
export class NumberAt {
  /** The last cost found; null without one. */
  value: number | null = null

  readonly #tokens: string[]
  #way: Container[] = []
  /** How many containers are open that do not lie on the way. */
  #outside = 0
  #inString = false
  #escaped = false
  /** What is being read, when it may be a name on the way or the cost. */
  #held: number[] | null = null
  /** Whether the value that comes next is the one that the pointer names. */
  #isNext = false

  /** `pointer` as RFC 6901 has it, and not empty. */
  constructor(pointer: string) {
    this.#tokens = pointer
      .slice(1)
      .split('/')
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  }

  /** A new text begins, whatever became of the one before. */
  restart(): void {
    this.#way = []
    this.#outside = 0
    this.#inString = false
    this.#escaped = false
    this.#held = null
    this.#isNext = false
  }

  write(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#inString) this.#readString(byte)
      else this.#read(byte)
    }
  }

  #readString(byte: number): void {
    if (byte === QUOTE && !this.#escaped) this.#endString()
    else {
      this.#escaped = byte === BACKSLASH && !this.#escaped
      this.#hold(byte)
    }
  }

  #endString(): void {
    const name = this.#held
    const container = this.#container
    this.#inString = false
    this.#held = null
    if (this.#outside > 0) return
    // A string where the cost should be is none.
    this.#isNext = name !== null && parsed(name, '"') === this.#token
    if (container) container.isName = false
  }

  #read(byte: number): void {
    if (byte === QUOTE) {
      this.#inString = true
      this.#held = this.#outside === 0 && this.#container?.isName ? [] : null
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      this.#enter(byte === OPEN_ARRAY)
    } else if (isSpace(byte)) {
      this.#endNumber()
    } else if (byte === COMMA) {
      this.#endNumber()
      this.#nextValue()
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      this.#endNumber()
      this.#leave()
    } else if (byte !== COLON && this.#isNext && this.#way.length === this.#tokens.length) {
      this.#held ??= []
      this.#hold(byte)
    }
  }

  get #container(): Container | undefined {
    return this.#way.at(-1)
  }

  /** What the pointer names in the innermost container of the way. */
  get #token(): string | undefined {
    return this.#tokens[this.#way.length - 1]
  }

  #enter(isArray: boolean): void {
    this.#held = null
    const isOnWay = this.#way.length === 0 || (this.#isNext && this.#way.length < this.#tokens.length)
    this.#isNext = false
    if (this.#outside > 0 || !isOnWay) {
      this.#outside += 1
      return
    }
    this.#way.push({ index: isArray ? 0 : null, isName: !isArray })
    this.#isNext = isArray && this.#token === '0'
  }

  #leave(): void {
    this.#isNext = false
    if (this.#outside > 0) this.#outside -= 1
    else this.#way.pop()
  }

  #nextValue(): void {
    const container = this.#container
    if (!container || this.#outside > 0) return
    if (container.index === null) {
      container.isName = true
      this.#isNext = false
    } else {
      container.index += 1
      this.#isNext = this.#token === String(container.index)
    }
  }

  #hold(byte: number): void {
    if (this.#held && this.#held.length < MOST_BYTES) this.#held.push(byte)
  }

  #endNumber(): void {
    if (this.#held === null) return
    const found = parsed(this.#held)
    this.#held = null
    if (isCredits(found)) this.value = found
  }
}

/** What some JSON says, or the text between its quotes; undefined when it says nothing. */
function parsed(bytes: readonly number[], quote = ''): unknown {
  try {
    return JSON.parse(quote + DECODER.decode(new Uint8Array(bytes)) + quote)
  } catch {
    return undefined
  }
}

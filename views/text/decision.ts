import type { Text } from './text.ts'

const isKnown = (text: Text, code: string): code is keyof Text['decisions'] => Object.hasOwn(text.decisions, code)

/** A decision code in a few words; a code that is newer than these pages as it is. */
export const decisionText = (text: Text, code: string): string =>
  isKnown(text, code) ? text.decisions[code].short : code

import type { Text } from './text.ts'

const isKnown = (text: Text, code: string): code is keyof Text['decisions'] => Object.hasOwn(text.decisions, code)

/** What a decision code means and what to do; null for a code that is newer than these pages. */
export const knownDecision = (text: Text, code: string) => (isKnown(text, code) ? text.decisions[code] : null)

/** A decision code in a few words; a code that is newer than these pages as it is. */
export const decisionText = (text: Text, code: string): string => knownDecision(text, code)?.short ?? code

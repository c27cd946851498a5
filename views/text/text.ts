import type { en } from './en.ts'

/** Every text of the pages. English is the shape; a language that lacks a text fails the type check. */
export type Text = typeof en

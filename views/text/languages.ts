import type { Locale } from '../../src/domain/people/people.ts'
import { en } from './en.ts'
import type { Text } from './text.ts'
import { zh } from './zh.ts'

/** The texts of each language. */
export const LANGUAGES: Record<Locale, Text> = { en, zh }

/** What a language calls itself, and its tag in HTML. */
export const LANGUAGE_NAMES: Record<Locale, { name: string; tag: string }> = {
  en: { name: 'English', tag: 'en' },
  zh: { name: '中文', tag: 'zh-Hans' },
}

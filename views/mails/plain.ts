import type { Content, MailTexts } from './content.ts'

/** A mail's plain text, written for itself: paragraphs, facts a line each, the address where a button would be. */
export function plainText(content: Content, texts: MailTexts, why: string): string {
  const { heading, lead, facts, action, notes } = content
  const blocks = [
    heading,
    ...lead,
    facts.map(([name, value]) => `${name}${texts.colon}${value}`).join('\n'),
    action ? `${action.label}${texts.colon.trimEnd()}\n${action.url}` : '',
    ...notes,
    `--\n${why}`,
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

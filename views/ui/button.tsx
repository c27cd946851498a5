import type { Child } from 'hono/jsx'

const SHAPE =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded px-3.5 text-base font-[550] whitespace-nowrap sm:min-h-9'
const KINDS = {
  primary: `${SHAPE} border border-transparent bg-accent text-accent-ink hover:bg-accent-hover`,
  plain: `${SHAPE} border border-line-3 bg-sheet text-ink hover:border-ink-3 hover:bg-wash`,
  danger: `${SHAPE} border border-bad text-bad hover:bg-bad hover:text-paper`,
  quiet: 'inline-flex min-h-11 items-center text-sm font-[550] text-accent hover:underline sm:min-h-0',
}
export type ButtonKind = keyof typeof KINDS

interface Props {
  kind?: ButtonKind
  label?: string
  children: Child
}

/** Sends its form. `label` names it for screen readers where its words alone do not. */
export const Button = ({ kind = 'primary', label, children }: Props) => (
  <button type="submit" class={KINDS[kind]} aria-label={label}>
    {children}
  </button>
)

/** Ticks every box of a form, or none when all are ticked. Not there without scripts. */
export const TickAll = ({ of, children }: { of: string; children: Child }) => (
  <button type="button" class={KINDS.plain} data-tick-all={of}>
    {children}
  </button>
)

/** Goes to a page, in a button's clothes. */
export const LinkButton = ({ kind = 'primary', label, href, children }: Props & { href: string }) => (
  <a class={KINDS[kind]} href={href} aria-label={label}>
    {children}
  </a>
)

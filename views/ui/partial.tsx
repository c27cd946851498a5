import type { Child } from 'hono/jsx'
import { jsx } from 'hono/jsx'

/** A part of an answer that htmx puts elsewhere than the rest: it takes the place of the element with this id. */
export const Partial = ({ of, children }: { of: string; children: Child }) =>
  jsx('hx-partial', { 'hx-target': `#${of}`, 'hx-swap': 'outerMorph' }, children as never)

import type { Child } from 'hono/jsx'

const TONES = { good: 'fill-good', bad: 'fill-bad', off: 'fill-line-3' }

/** A state in a word, with a dot for the eye that runs down a column. */
export const State = ({ tone, children }: { tone: keyof typeof TONES; children: Child }) => (
  <span class="inline-flex items-center gap-2 whitespace-nowrap">
    <svg class={`size-2 ${TONES[tone]}`} viewBox="0 0 8 8" aria-hidden="true">
      <circle cx="4" cy="4" r="4" />
    </svg>
    {children}
  </span>
)

import type { Child } from 'hono/jsx'

const TONES = { good: 'border-l-good', bad: 'border-l-bad', plain: 'border-l-bar' }

/** A sentence about what just happened, or what stands in the way. Bad news is announced at once. */
export const Notice = ({ tone, children }: { tone: keyof typeof TONES; children: Child }) => (
  <div
    class={`border-y border-r border-l-3 border-line ${TONES[tone]} rounded-r bg-sheet px-4 py-2.5 text-sm`}
    role={tone === 'bad' ? 'alert' : 'status'}
  >
    {children}
  </div>
)

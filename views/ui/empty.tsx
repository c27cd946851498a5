import type { Child } from 'hono/jsx'

/** What stands where there is nothing yet, and what to do about it. */
export const Empty = ({ title, children }: { title: string; children: Child }) => (
  <div class="mt-3 border-y border-line py-6">
    <p class="font-[550]">{title}</p>
    <p class="mt-0.5 max-w-text text-sm text-ink-3">{children}</p>
  </div>
)

import type { Child } from 'hono/jsx'

interface Props {
  facts: [name: string, value: Child][]
  /** Names of several words. */
  wide?: boolean
}

/** A few names and their values, a hairline between them. */
export const Facts = ({ facts, wide }: Props) => (
  <dl class="divide-y divide-line border-y border-line text-sm">
    {facts.map(([name, value]) => (
      <div class="flex flex-wrap gap-x-4 gap-y-0.5 py-2.5">
        <dt class={`${wide ? 'w-36' : 'w-24'} shrink-0 text-ink-3`}>{name}</dt>
        <dd class="min-w-0 grow basis-48 [overflow-wrap:anywhere]">{value}</dd>
      </div>
    ))}
  </dl>
)

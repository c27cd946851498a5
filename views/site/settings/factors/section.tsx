import type { Child } from 'hono/jsx'

interface Props {
  title: string
  state: Child
  /** What can be done about it. */
  act: Child
  children: Child
}

/** One kind of second factor: how it stands, and what can be done. */
export const FactorSection = ({ title, state, act, children }: Props) => (
  <section class="py-5">
    <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <div class="flex flex-wrap items-baseline gap-x-4">
        <h3>{title}</h3>
        <span class="text-sm text-ink-2">{state}</span>
      </div>
      {act}
    </div>
    <div class="mt-1.5 text-sm text-ink-2">{children}</div>
  </section>
)

/** Choices side by side, as links: the chosen one is current. */
interface Segment {
  name: string
  href: string
  current: boolean
  [htmx: `hx-${string}`]: string
}

export const SEGMENT =
  'inline-flex min-h-11 items-center px-3 text-sm text-ink-2 hover:text-ink aria-[current=true]:bg-wash aria-[current=true]:font-[550] aria-[current=true]:text-ink sm:min-h-7'
export const SEGMENTS = 'inline-flex divide-x divide-line-2 overflow-hidden rounded border border-line-2'

export const Segments = ({ label, segments }: { label: string; segments: Segment[] }) => (
  <nav class={SEGMENTS} aria-label={label}>
    {segments.map(({ name, href, current, ...htmx }) => (
      <a class={`${SEGMENT} -outline-offset-2`} href={href} aria-current={current ? 'true' : undefined} {...htmx}>
        {name}
      </a>
    ))}
  </nav>
)

/** A moment, exact for machines and on hover. */
export const Time = ({ at, title, children }: { at: number; title?: string; children: string }) => (
  <time datetime={new Date(at).toISOString()} title={title}>
    {children}
  </time>
)

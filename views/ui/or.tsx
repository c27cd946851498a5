/** Between two ways to the same end. */
export const Or = ({ children, class: more = '' }: { children: string; class?: string }) => (
  <div class={`my-5 flex items-center gap-3 text-sm text-ink-3 ${more}`}>
    <span class="h-px grow bg-line" />
    {children}
    <span class="h-px grow bg-line" />
  </div>
)

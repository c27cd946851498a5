/** A text in which `backticks` set names of the protocol apart. */
export const Words = ({ children }: { children: string }) => (
  <>{children.split('`').map((part, i) => (i % 2 === 1 ? <code class="whitespace-nowrap">{part}</code> : part))}</>
)

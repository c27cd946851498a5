/** The sign of the service: a post and its arm, raised. */
export const Mark = () => (
  <svg viewBox="0 0 20 20" class="size-5 text-accent" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
    <path d="M5 18V6M2.5 18h5M5 9l12-5" stroke-linecap="round" />
  </svg>
)

/** The sign of the service: two posts and the arm between them, raised. */
export const Mark = () => (
  <svg
    viewBox="0 0 20 20"
    class="size-5 text-accent"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    aria-hidden="true"
  >
    <path d="M4 18V6.5M16 18v-4.5M4 9.5 18 4" />
  </svg>
)

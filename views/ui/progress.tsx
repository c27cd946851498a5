/** How much of something is used, 0 to 1. The number stands beside it in words, so it is drawn for eyes alone. */
export const Progress = ({ share }: { share: number }) => (
  <svg
    class="progress mt-3 block h-1 w-full rounded-full"
    viewBox="0 0 1000 4"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <rect class="fill-line" width="1000" height="4" />
    <rect
      class={share >= 1 ? 'fill-bad' : 'fill-bar'}
      width={Math.round(Math.min(Math.max(share, 0), 1) * 1000)}
      height="4"
    />
  </svg>
)

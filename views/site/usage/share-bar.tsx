/** A share of a whole, 0 to 1, as a line under a row's name. The numbers stand beside it: it is for eyes alone. */
export const ShareBar = ({ share, fill = 'fill-bar' }: { share: number; fill?: string }) => (
  <svg class="progress mt-1 block h-0.5 w-full" viewBox="0 0 1000 2" preserveAspectRatio="none" aria-hidden="true">
    <rect class={fill} width={Math.round(Math.min(Math.max(share, 0), 1) * 1000)} height="2" />
  </svg>
)

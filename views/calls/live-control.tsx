import type { PageInfo } from '../page.ts'

interface Props {
  page: PageInfo
  /** The id of the part that it holds. */
  of: string
  /** Between two looks. */
  seconds: number
  /** This list from its start. */
  here: string
}

const BUTTON =
  'inline-flex min-h-11 items-center rounded border border-line-3 bg-sheet px-3 text-sm font-[550] hover:border-ink-3 hover:bg-wash sm:min-h-7'

/** Says whether the newest calls come in by themselves, and holds them as they are. Without a script there is a link instead. */
export const LiveControl = ({ page, of, seconds, here }: Props) => {
  const text = page.text.calls.list
  return (
    <div class="flex items-center gap-3 text-sm text-ink-2" data-pausing={of}>
      <span class="needs-script items-center gap-2">
        <svg class="pausing-mark size-2" viewBox="0 0 8 8" aria-hidden="true">
          <circle cx="4" cy="4" r="4" />
        </svg>
        <span
          role="status"
          data-state
          data-live={text.live(seconds)}
          data-paused={text.paused}
          data-focused={text.focused}
        >
          {text.live(seconds)}
        </span>
      </span>
      <button
        class={`needs-script ${BUTTON}`}
        type="button"
        data-pause
        data-to-pause={text.pause}
        data-to-resume={text.resume}
      >
        {text.pause}
      </button>
      <a class="inline-flex min-h-11 items-center text-accent hover:underline sm:min-h-7" href={here}>
        {text.refresh}
      </a>
    </div>
  )
}

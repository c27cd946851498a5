import type { Child } from 'hono/jsx'

interface Tab {
  name: string
  panel: Child
}

/** Panels of which one shows, chosen by radio buttons: it works without scripts. Up to three. */
export const Tabs = ({ id, label, tabs }: { id: string; label: string; tabs: Tab[] }) => (
  <div class="tabs">
    <fieldset class="mb-3 flex gap-4 border-b border-line-2">
      <legend class="sr-only">{label}</legend>
      {tabs.map((tab, i) => (
        <label class="tabs-choice -mb-px flex min-h-11 cursor-pointer items-center border-b-2 border-transparent text-sm text-ink-2 hover:text-ink has-checked:border-bar has-checked:font-[550] has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent sm:min-h-8">
          <input class="sr-only" type="radio" name={id} checked={i === 0} />
          {tab.name}
        </label>
      ))}
    </fieldset>
    {tabs.map((tab) => (
      <div class="tabs-panel">{tab.panel}</div>
    ))}
  </div>
)

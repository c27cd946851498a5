// What HTML and htmx leave open: copying a text, printing, ticking all boxes, polling with care, and knowing the browser's time zone. Pages work without it.

document.documentElement.dataset.scripted = ''

/** A button with data-copy="#id" copies that element's text and says so for a moment. */
document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element && event.target.closest('[data-copy]')
  if (!button) return
  const source = document.querySelector(button.dataset.copy)
  if (!source) return
  await navigator.clipboard.writeText(source.textContent.trim())
  const label = button.querySelector('[data-label]')
  const before = label.textContent
  if (before === button.dataset.copied) return
  label.textContent = button.dataset.copied
  setTimeout(() => {
    label.textContent = before
  }, 2000)
})

/** A button with data-print opens the browser's own way to paper and PDF. */
document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-print]')) window.print()
})

/** A button with data-tick-all="#form" ticks every box of that form, or none when all are ticked. */
document.addEventListener('click', (event) => {
  const button = event.target instanceof Element && event.target.closest('[data-tick-all]')
  if (!button) return
  const boxes = [...document.querySelectorAll(`${button.dataset.tickAll} input[type=checkbox]`)]
  const isAll = boxes.every((box) => box.checked)
  for (const box of boxes) box.checked = !isAll
})

/** What says of a part that asks for itself whether it does, and holds it: paused by its button, or while the focus is in it. */
const pausing = (part) => document.querySelector(`[data-pausing="${part?.id}"]`)
function sayHeld(control, part) {
  const isPaused = control.dataset.isPaused !== undefined
  const isFocused = part?.contains(document.activeElement)
  control.toggleAttribute('data-is-held', isPaused || isFocused)
  const state = control.querySelector('[data-state]')
  const says = isPaused ? state.dataset.paused : isFocused ? state.dataset.focused : state.dataset.live
  if (state.textContent !== says) state.textContent = says
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element && event.target.closest('[data-pause]')
  if (!button) return
  const control = button.closest('[data-pausing]')
  const part = document.getElementById(control.dataset.pausing)
  const isPaused = control.toggleAttribute('data-is-paused')
  button.textContent = isPaused ? button.dataset.toResume : button.dataset.toPause
  sayHeld(control, part)
  if (!isPaused) part?.dispatchEvent(new Event('resumed'))
})

for (const moved of ['focusin', 'focusout']) {
  document.addEventListener(moved, () => {
    // The focus is nowhere until what takes it has it.
    setTimeout(() => {
      for (const control of document.querySelectorAll('[data-pausing]'))
        sayHeld(control, document.getElementById(control.dataset.pausing))
    })
  })
}

// A page that nobody looks at asks for nothing, nor does a part that is held. What asks may have gone from the page by now: then
// the document is the target.
document.addEventListener('htmx:before:request', (event) => {
  if (!(event.target instanceof Element && event.target.hasAttribute('data-poll'))) return
  if (document.hidden || pausing(event.target)?.hasAttribute('data-is-held')) event.preventDefault()
})

// The browser's own time zone is offered beside the choice of one, where the list has it under this or another of its names.
const suggestion = document.querySelector('[data-zone-suggestion]')
if (suggestion) {
  const nameOf = (timeZone) => new Intl.DateTimeFormat(undefined, { timeZone }).resolvedOptions().timeZone
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const select = document.querySelector(suggestion.dataset.zoneSuggestion)
  const options = [...select.options]
  const own = options.find(({ value }) => value === timeZone) ?? options.find(({ value }) => nameOf(value) === timeZone)
  const show = () => {
    suggestion.hidden = !own || own.selected
  }
  if (own) suggestion.querySelector('[data-zone]').textContent = own.textContent
  suggestion.querySelector('button').addEventListener('click', () => {
    own.selected = true
    select.focus()
    show()
  })
  select.addEventListener('change', show)
  show()
}

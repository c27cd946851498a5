// What HTML and htmx leave open: copying a text, and polling with care. Pages work without it.

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

// A page that nobody looks at asks for nothing.
document.addEventListener('htmx:before:request', (event) => {
  if (event.target.hasAttribute('data-poll') && document.hidden) event.preventDefault()
})

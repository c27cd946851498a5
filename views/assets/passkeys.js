// Forms with data-passkey="create" or "get": asks the site for a challenge, the browser for its answer, and sends that along
// as a field. Where the browser knows no passkeys these forms stay hidden.

const { credentials } = navigator
if (globalThis.PublicKeyCredential && credentials) document.documentElement.dataset.passkeys = ''

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
const known = (list) => list.map((one) => ({ ...one, id: bytes(one.id) }))

async function create(options) {
  const user = { ...options.user, id: bytes(options.user.id) }
  const excludeCredentials = known(options.excludeCredentials)
  const publicKey = { ...options, user, excludeCredentials, challenge: bytes(options.challenge) }
  const { response } = await credentials.create({ publicKey })
  return {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  }
}

async function get(options) {
  const allowCredentials = known(options.allowCredentials)
  const publicKey = { ...options, allowCredentials, challenge: bytes(options.challenge) }
  const { id, response } = await credentials.get({ publicKey })
  return {
    id,
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle && text(response.userHandle),
  }
}

/** The site's question; null when it leads elsewhere, as to sign in again, and the browser follows. */
async function question({ dataset, elements }) {
  const headers = { 'X-CSRF-Token': elements.csrf.value }
  const answer = await fetch(dataset.question, { method: 'POST', headers })
  if (answer.redirected) {
    location.assign(answer.url)
    return null
  }
  const isJson = /json/.test(answer.headers.get('Content-Type') ?? '')
  if (!answer.ok) throw new Error(isJson ? (await answer.json()).message : dataset.failed)
  return answer.json()
}

const WORDS = { NotAllowedError: 'cancelled', AbortError: 'cancelled', InvalidStateError: 'known' }

document.addEventListener('submit', async (event) => {
  const form = event.target
  const kind = form.dataset.passkey
  if (!kind) return
  event.preventDefault()
  const said = form.querySelector('[data-problem]')
  const button = form.querySelector('button')
  said.textContent = ''
  button.disabled = true
  try {
    const options = await question(form)
    if (!options) return
    form.elements.credential.value = JSON.stringify(await (kind === 'create' ? create : get)(options))
    form.submit()
  } catch (error) {
    button.disabled = false
    const word = WORDS[error.name]
    said.textContent = form.dataset[word] ?? (error.name === 'Error' ? error.message : form.dataset.failed)
  }
})

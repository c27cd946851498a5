import { expect, test } from 'vitest'
import { operatorConsole } from '../console/index.ts'
import { site } from '../site/index.ts'
import { ask, bindings, keysOf, type Person, services, signUp } from '../visitor.fixture.ts'

/** What a page asks for by itself, over and over. */
const polledOf = (html: string): string[] =>
  [...html.matchAll(/<[^>]*hx-trigger="every [^>]*>/g)].map(
    ([tag]) => /hx-get="([^"]*)"/.exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? '',
  )

/** What is answered to a session that was last seen ten minutes ago, and whether that counts as seen. */
async function askLater(person: Person, app: typeof site, path: string) {
  const { id } = person.session
  const seen = Date.now() - 10 * 60_000
  await bindings.DB.prepare('UPDATE sessions SET seen_at = ? WHERE id = ?').bind(seen, id).run()
  const answer = await ask(app, path, { headers: person.cookie })
  const now = await bindings.DB.prepare('SELECT seen_at AS at FROM sessions WHERE id = ?')
    .bind(id)
    .first<{ at: number }>()
  return { html: await answer.text(), status: answer.status, isRenewed: now?.at !== seen }
}

test.each([
  ['/dashboard', site],
  ['/usage', site],
  ['/calls', site],
  ['/keys/:id', site],
  ['/admin/calls', operatorConsole],
])('%s keeps a session alive; what it asks for by itself does not', async (path, app) => {
  const person = await signUp(`idle${path.replaceAll(/\W/g, '-')}`, app === site ? 'member' : 'operator')
  const [key] = await keysOf(person.accountId)
  // Its page waits for the first call with the one that takes its place.
  const actor = { userId: person.id, accountId: person.accountId, tag: person.tag, address: '' }
  await services.keys.rotate(actor, key?.id ?? '', 60)
  const page = await askLater(person, app, path.replace(':id', key?.id ?? ''))
  expect(page).toMatchObject({ status: 200, isRenewed: true })
  const polled = polledOf(page.html)
  expect(polled).not.toEqual([])
  for (const part of polled) expect(await askLater(person, app, part)).toMatchObject({ status: 200, isRenewed: false })
})

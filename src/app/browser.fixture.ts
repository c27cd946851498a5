import type { Mail, MailKind } from '../domain/mail.ts'
import type { Bindings } from './context.ts'
import { site } from './site/index.ts'
import { ask, ORIGIN } from './visitor.fixture.ts'

/** Mails that were handed to the queue, and the queue that takes them. */
export function mailbox() {
  const posted: Mail[] = []
  const of = <K extends MailKind>(kind: K) =>
    posted.filter((mail): mail is Extract<Mail, { kind: K }> => mail.kind === kind)
  return {
    posted,
    of,
    MAIL: { send: async (mail: Mail) => void posted.push(mail) } as unknown as Bindings['MAIL'],
    /** The path of the link in the last mail of a kind. */
    link(kind: 'verify_address' | 'reset_password'): string {
      const url = of(kind).at(-1)?.data.url
      if (!url) throw new Error(`no ${kind} was posted`)
      return url.slice(ORIGIN.length)
    },
  }
}

export const tokenIn = (link: string): string => new URL(link, ORIGIN).searchParams.get('token') ?? ''

/** A browser on the site: it keeps cookies and sends forms with the token of the page that it saw last. */
export function browser(changed: Partial<Bindings> = {}, headers: Record<string, string> = {}) {
  const jar = new Map<string, string>()
  let csrf = ''
  const go = async (path: string, init: RequestInit = {}) => {
    const Cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const all = { Cookie, 'Sec-Fetch-Site': 'same-origin', ...headers }
    const answer = await ask(site, path, { ...init, headers: all }, ORIGIN, changed)
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    const text = await answer.clone().text()
    csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? csrf
    return answer
  }
  return {
    jar,
    get: (path: string) => go(path),
    /** Posts a form from the page `from`, else from the one it saw last. */
    async post(path: string, fields: Record<string, string>, from?: string) {
      if (from !== undefined) await go(from)
      return go(path, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) })
    },
    /** Takes over a session. */
    as({ Cookie }: { Cookie: string }) {
      jar.set('session', Cookie.slice('session='.length))
      return this
    },
  }
}

import { decodeBase32IgnorePadding } from '@oslojs/encoding'
import { generateHOTP } from '@oslojs/otp'
import { type Authenticator, type Bent, newAuthenticator } from '../domain/people/factors/authenticator.fixture.ts'
import type { Ceremony } from '../domain/people/factors/factors.ts'
import { site } from './site/index.ts'
import { ask, bindings, ORIGIN, type Person, services } from './visitor.fixture.ts'

export const HERE = { address: '192.0.2.7', agent: 'test', place: null }
export const RP = { id: 'localhost', origin: ORIGIN }

/** An authenticator app: what it shows now, or some steps away. */
export const appOf = (secret: string) => (away: number) =>
  generateHOTP(decodeBase32IgnorePadding(secret), BigInt(Math.floor(Date.now() / 30_000) + away), 6)

/** A six-digit code that is none of the window. */
export function wrongCode(code: (away: number) => string): string {
  const right = [-2, -1, 0, 1, 2].map(code)
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((one) => !right.includes(one)) ?? ''
}

/** Gives a person an app, whose code of this step is used up, and the recovery codes that come with a first factor. */
export async function addApp(person: Pick<Person, 'session'>) {
  const enrolment = await services.factors.enrolment(person.session, 'Tollgate')
  if (!enrolment) throw new Error('there is an app')
  const code = appOf(enrolment.secret)
  const confirmed = await services.factors.confirmApp(person.session, code(0), HERE)
  if (!confirmed.ok) throw new Error(confirmed.code)
  return { secret: enrolment.secret, code, codes: confirmed.value.codes ?? [] }
}

/** As if the app's last code was long ago. */
export const forgetSteps = (person: Pick<Person, 'id'>) =>
  bindings.DB.prepare('UPDATE second_factors SET last_step = NULL WHERE user_id = ?').bind(person.id).run()

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))

/** Gives a person a passkey. */
export async function addPasskey(person: Pick<Person, 'session'>, bent: Bent = {}) {
  const authenticator = await newAuthenticator(RP)
  const ceremony: Ceremony = { rp: RP, boundTo: `register-${person.session.id}` }
  const { challenge } = await services.factors.creationOptions(person.session, ceremony)
  const attestation = authenticator.create(bytesOf(challenge), bent)
  const added = await services.factors.addPasskey(person.session, 'Laptop', attestation, ceremony, HERE)
  if (!added.ok) throw new Error(added.code)
  return { authenticator, codes: added.value.codes ?? [] }
}

/** What an authenticator answers to options. */
export const answer = (authenticator: Authenticator, { challenge }: { challenge: string }, bent: Bent = {}) =>
  authenticator.get(bytesOf(challenge), bent)

/** A credential as the script puts it into its form. */
export async function credentialField(authenticator: Authenticator, challenge: string, bent: Bent = {}) {
  const { id, userHandle, ...bytes } = await authenticator.get(bytesOf(challenge), bent)
  const text = (part: Uint8Array) => Buffer.from(part).toString('base64url')
  const parts = Object.fromEntries(Object.entries(bytes).map(([name, part]) => [name, text(part)]))
  return JSON.stringify({ id, ...parts, userHandle: userHandle && text(userHandle) })
}

/** A browser: it keeps its cookies, and sends forms as pages have them. */
export class Browser {
  readonly #cookies = new Map<string, string>()
  readonly #headers: Record<string, string>

  constructor(address: string, cookie = '') {
    this.#headers = { 'CF-Connecting-IP': address, 'Sec-Fetch-Site': 'same-origin', 'User-Agent': `agent-${address}` }
    for (const one of cookie.split('; ').filter(Boolean)) this.#keep(one)
  }

  #keep(cookie: string) {
    const [name = '', value = ''] = cookie.split('=', 2)
    this.#cookies.set(name, value)
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get session(): string {
    return this.#cookies.get('session') ?? ''
  }

  async #ask(path: string, init: RequestInit, changed: object): Promise<Response> {
    const headers = { ...this.#headers, Cookie: this.cookie, ...(init.headers as Record<string, string>) }
    const answered = await ask(site, path, { ...init, headers }, undefined, changed)
    for (const set of answered.headers.getSetCookie()) this.#keep(set.split(';')[0] ?? '')
    return answered
  }

  get(path: string, changed = {}): Promise<Response> {
    return this.#ask(path, {}, changed)
  }

  /** The token of a page that has forms. */
  async csrf(page: string): Promise<string> {
    return /name="csrf" value="([^"]+)"/.exec(await (await this.get(page)).text())?.[1] ?? ''
  }

  async post(path: string, fields: Record<string, string>, page = path, changed = {}): Promise<Response> {
    const body = new URLSearchParams({ csrf: await this.csrf(page), ...fields })
    return this.#ask(path, { method: 'POST', body, headers: { Referer: ORIGIN + page } }, changed)
  }

  /** What the site asks a passkey. */
  async question(path: string, page: string): Promise<{ challenge: string; allowCredentials: { id: string }[] }> {
    const headers = { 'X-CSRF-Token': await this.csrf(page) }
    return (await this.#ask(path, { method: 'POST', headers }, {})).json()
  }
}

import { decodeBase64urlIgnorePadding } from '@oslojs/encoding'
import type { Context } from 'hono'
import * as z from 'zod'
import { CHALLENGE_MS } from '../domain/people/factors/challenges.ts'
import type { Ceremony, CreationOptions, KnownCredential, RequestOptions } from '../domain/people/factors/factors.ts'
import type { App } from './context.ts'
import { line } from './line.ts'
import { holderOf } from './middleware/csrf.ts'

/** This site as passkeys know it, and whose browser it is. */
export function ceremonyOf(c: Context<App>): Ceremony {
  const { hostname, origin } = new URL(c.var.settings.SITE_URL ?? c.req.url)
  return { rp: { id: hostname, origin }, boundTo: holderOf(c) }
}

const credentials = (known: KnownCredential[]) =>
  known.map(({ id, transports }) => ({ type: 'public-key', id, transports }))

/** The options of `navigator.credentials.create`, as views/assets/passkeys.js reads them. */
export const creationBody = (siteName: string, { challenge, rpId, user, algorithms, exclude }: CreationOptions) => ({
  challenge,
  rp: { id: rpId, name: siteName },
  user: { ...user, displayName: user.name },
  pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
  excludeCredentials: credentials(exclude),
  // Found without a name, it can also sign in alone.
  authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'preferred' },
  attestation: 'none',
  timeout: CHALLENGE_MS,
})

/** The options of `navigator.credentials.get`. */
export const requestBody = ({ challenge, rpId, allow, needsVerified }: RequestOptions) => ({
  challenge,
  rpId,
  allowCredentials: credentials(allow),
  userVerification: needsVerified ? 'required' : 'preferred',
  timeout: CHALLENGE_MS,
})

const bytes = z
  .string()
  .regex(/^[\w-]*$/)
  .max(40_000)
  .transform((text, context) => {
    try {
      return decodeBase64urlIgnorePadding(text)
    } catch {
      context.addIssue({ code: 'custom' })
      return z.NEVER
    }
  })

/** A field that holds JSON, as the script filled it. */
const filledBy = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .max(60_000)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue({ code: 'custom' })
        return z.NEVER
      }
    })
    .pipe(schema)

const next = z.string().max(2048).optional()

/** A form that a passkey signed. */
export const signedForm = z.strictObject({
  credential: filledBy(
    z.strictObject({
      id: z.string().max(1_400),
      clientDataJSON: bytes,
      authenticatorData: bytes,
      signature: bytes,
      userHandle: bytes.nullable(),
    }),
  ),
  next,
})

/** A name for a passkey. */
export const passkeyName = z.strictObject({ name: line(60) })

/** The form of a new passkey. */
export const passkeyForm = passkeyName.extend({
  credential: filledBy(
    z.strictObject({
      clientDataJSON: bytes,
      attestationObject: bytes,
      transports: z.array(z.string().max(32)).max(8),
    }),
  ),
})

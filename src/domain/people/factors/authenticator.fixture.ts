import { ECDSASignature } from '@oslojs/crypto/ecdsa'
import { sha256 } from '@oslojs/crypto/sha2'
import { encodeBase64urlNoPadding } from '@oslojs/encoding'
import type { Assertion, Attestation } from './passkey.ts'

const ENCODER = new TextEncoder()

/** CBOR (RFC 8949), as much of it as an attestation needs. */
function cbor(value: unknown): Uint8Array {
  const head = (type: number, size: number): number[] =>
    size < 24 ? [(type << 5) | size] : size < 256 ? [(type << 5) | 24, size] : [(type << 5) | 25, size >> 8, size & 255]
  if (typeof value === 'number') return new Uint8Array(value < 0 ? head(1, -1 - value) : head(0, value))
  if (typeof value === 'string') {
    const text = ENCODER.encode(value)
    return new Uint8Array([...head(3, text.length), ...text])
  }
  if (value instanceof Uint8Array) return new Uint8Array([...head(2, value.length), ...value])
  const entries = [...(value as Map<unknown, unknown>)]
  return new Uint8Array([...head(5, entries.length), ...entries.flatMap(([k, v]) => [...cbor(k), ...cbor(v)])])
}

/** What a test bends: what an honest browser and authenticator would have said otherwise. */
export interface Bent {
  type?: string
  origin?: string
  rpId?: string
  crossOrigin?: boolean
  userPresent?: boolean
  userVerified?: boolean
  count?: number
  userHandle?: string | null
  challenge?: Uint8Array
}

const clientData = (type: string, challenge: Uint8Array, site: Site, bent: Bent) =>
  ENCODER.encode(
    JSON.stringify({
      type: bent.type ?? type,
      challenge: encodeBase64urlNoPadding(bent.challenge ?? challenge),
      origin: bent.origin ?? site.origin,
      crossOrigin: bent.crossOrigin ?? false,
    }),
  )

interface Site {
  id: string
  origin: string
}

/** P1363 to DER, as authenticators send it. */
function derOf(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2
  const number = (bytes: Uint8Array) => BigInt(`0x${[...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')}`)
  return new ECDSASignature(number(signature.slice(0, half)), number(signature.slice(half))).encodePKIX()
}

/** An authenticator in software: it makes real attestations and signatures. */
export async function newAuthenticator(site: Site, algorithm: -7 | -257 = -7) {
  const isES256 = algorithm === -7
  const scheme = isES256
    ? { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
    : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
  const keys = (await crypto.subtle.generateKey(scheme, true, ['sign', 'verify'])) as CryptoKeyPair
  const jwk = (await crypto.subtle.exportKey('jwk', keys.publicKey)) as Record<'x' | 'y' | 'n' | 'e', string>
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
  const cose = isES256
    ? new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes(jwk.x)],
        [-3, bytes(jwk.y)],
      ])
    : new Map<number, unknown>([
        [1, 3],
        [3, -257],
        [-1, bytes(jwk.n)],
        [-2, bytes(jwk.e)],
      ])
  const credentialId = crypto.getRandomValues(new Uint8Array(16))

  const authenticatorData = (bent: Bent, attested: Uint8Array | null) => {
    const { userPresent = true, userVerified = true, count = 0 } = bent
    const flags = (userPresent ? 1 : 0) | (userVerified ? 4 : 0) | (attested ? 64 : 0)
    const counter = [count >>> 24, (count >> 16) & 255, (count >> 8) & 255, count & 255]
    return new Uint8Array([
      ...sha256(ENCODER.encode(bent.rpId ?? site.id)),
      flags,
      ...counter,
      ...(attested ? [...new Uint8Array(16), 0, credentialId.length, ...credentialId, ...attested] : []),
    ])
  }

  return {
    id: encodeBase64urlNoPadding(credentialId),

    create(challenge: Uint8Array, bent: Bent = {}): Attestation {
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authenticatorData(bent, cbor(cose))],
      ])
      const clientDataJSON = clientData('webauthn.create', challenge, site, bent)
      return { clientDataJSON, attestationObject: cbor(attestation), transports: ['internal'] }
    },

    async get(challenge: Uint8Array, bent: Bent = {}): Promise<Assertion> {
      const clientDataJSON = clientData('webauthn.get', challenge, site, bent)
      const data = authenticatorData(bent, null)
      const message = new Uint8Array([...data, ...sha256(clientDataJSON)])
      const raw = new Uint8Array(await crypto.subtle.sign(scheme, keys.privateKey, message))
      const { userHandle = null } = bent
      return {
        id: encodeBase64urlNoPadding(credentialId),
        clientDataJSON,
        authenticatorData: data,
        signature: isES256 ? derOf(raw) : raw,
        userHandle: userHandle === null ? null : ENCODER.encode(userHandle),
      }
    },
  }
}

export type Authenticator = Awaited<ReturnType<typeof newAuthenticator>>

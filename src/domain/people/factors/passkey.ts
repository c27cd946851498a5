import { decodePKIXECDSASignature, p256 } from '@oslojs/crypto/ecdsa'
import { RSAPublicKey } from '@oslojs/crypto/rsa'
import { decodeBase64urlIgnorePadding, decodeHex, encodeBase64urlNoPadding } from '@oslojs/encoding'
import {
  type AuthenticatorData,
  ClientDataType,
  type COSEPublicKey,
  coseAlgorithmES256,
  coseAlgorithmRS256,
  coseEllipticCurveP256,
  createAssertionSignatureMessage,
  parseAttestationObject,
  parseAuthenticatorData,
  parseClientDataJSON,
} from '@oslojs/webauthn'

/** COSE's numbers for ES256 and RS256. */
export type Algorithm = typeof coseAlgorithmES256 | typeof coseAlgorithmRS256

/** What is asked of authenticators, the better first. */
export const ALGORITHMS: readonly Algorithm[] = [coseAlgorithmES256, coseAlgorithmRS256]

/** Whose passkeys they are: a host name, and the one origin that may ask for them. */
export interface RelyingParty {
  id: string
  origin: string
}

/** What a browser hands over when a passkey is made. */
export interface Attestation {
  clientDataJSON: Uint8Array
  attestationObject: Uint8Array
  transports: string[]
}

/** What a browser hands over when a passkey signs. */
export interface Assertion {
  /** The credential's id, base64url. */
  id: string
  clientDataJSON: Uint8Array
  authenticatorData: Uint8Array
  signature: Uint8Array
  /** Whose it is, as the authenticator says; null when it does not. */
  userHandle: Uint8Array | null
}

/** What is stored to check a passkey's signatures. */
export interface Credential {
  credentialId: string
  /** base64url: of ES256 the point, uncompressed (SEC 1), of RS256 an SPKI. */
  publicKey: string
  algorithm: Algorithm
  signCount: number
}

/** What any of the parsers throws is a no. */
const orNull = <T>(read: () => T): T | null => {
  try {
    return read()
  } catch {
    return null
  }
}

/** The challenge that was answered; null when the answer is of another kind, for another origin, or from inside another site's page. */
export function challengeOf(clientDataJSON: Uint8Array, kind: 'create' | 'get', { origin }: RelyingParty) {
  const data = orNull(() => parseClientDataJSON(clientDataJSON))
  const type = kind === 'create' ? ClientDataType.Create : ClientDataType.Get
  return data && data.type === type && data.origin === origin && data.crossOrigin !== true ? data.challenge : null
}

/** Whether it is for this site, and someone touched the authenticator or, where that is needed, was recognised by it. */
const isRight = (data: AuthenticatorData, { id }: RelyingParty, needsVerified: boolean): boolean =>
  data.verifyRelyingPartyIdHash(id) && data.userPresent && (data.userVerified || !needsVerified)

// `ECDSAPublicKey` of @oslojs/crypto 1.0.1 sets a y that begins with a zero byte one place too far left: one key in 256.
const pointOf = (x: bigint, y: bigint): Uint8Array =>
  decodeHex(`04${[x, y].map((number) => number.toString(16).padStart(64, '0')).join('')}`)

function keyOf(key: COSEPublicKey): Pick<Credential, 'publicKey' | 'algorithm'> | null {
  const algorithm = key.algorithm()
  if (algorithm === coseAlgorithmES256) {
    const { curve, x, y } = key.ec2()
    if (curve !== coseEllipticCurveP256) return null
    return { algorithm, publicKey: encodeBase64urlNoPadding(pointOf(x, y)) }
  }
  if (algorithm !== coseAlgorithmRS256) return null
  const { n, e } = key.rsa()
  return { algorithm, publicKey: encodeBase64urlNoPadding(new RSAPublicKey(n, e).encodePKIX()) }
}

const SCHEMES = {
  [coseAlgorithmES256]: { format: 'raw', name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  [coseAlgorithmRS256]: { format: 'spki', name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
}

/** Throws for what is no key, a point off the curve among it. */
function importKey({ publicKey, algorithm }: Pick<Credential, 'publicKey' | 'algorithm'>) {
  const { format, ...scheme } = SCHEMES[algorithm]
  return crypto.subtle.importKey(format, decodeBase64urlIgnorePadding(publicKey), scheme, false, ['verify'])
}

/**
 * The credential that was made; null when it is not for this site or of an algorithm that was not asked for. Who made the
 * authenticator is not asked (attestation: none), so its statement is not read. W3C WebAuthn level 2, 7.1.
 */
export async function newCredential(attestation: Attestation, rp: RelyingParty): Promise<Credential | null> {
  const data = orNull(() => parseAttestationObject(attestation.attestationObject).authenticatorData)
  const credential = data?.credential
  if (!data || !credential || !isRight(data, rp, false)) return null
  const key = orNull(() => keyOf(credential.publicKey))
  const isKey =
    key !== null &&
    (await importKey(key).then(
      () => true,
      () => false,
    ))
  if (!isKey) return null
  return { ...key, credentialId: encodeBase64urlNoPadding(credential.id), signCount: data.signatureCounter }
}

/**
 * Checks a signature over this very answer; its counter when all is right, else null. Whether the counter grew is storage's
 * to decide. W3C WebAuthn level 2, 7.2.
 */
export async function signatureCount(
  assertion: Assertion,
  credential: Pick<Credential, 'publicKey' | 'algorithm'>,
  rp: RelyingParty,
  needsVerified: boolean,
): Promise<number | null> {
  const { authenticatorData, clientDataJSON } = assertion
  const data = orNull(() => parseAuthenticatorData(authenticatorData))
  if (!data || !isRight(data, rp, needsVerified)) return null
  const isES256 = credential.algorithm === coseAlgorithmES256
  const signature = orNull(() =>
    isES256 ? decodePKIXECDSASignature(assertion.signature).encodeIEEEP1363(p256) : assertion.signature,
  )
  if (!signature) return null
  const message = createAssertionSignatureMessage(authenticatorData, clientDataJSON)
  const key = await importKey(credential)
  const isSigned = await crypto.subtle.verify(SCHEMES[credential.algorithm], key, signature, message)
  return isSigned ? data.signatureCounter : null
}

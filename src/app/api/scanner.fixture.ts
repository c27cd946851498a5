import { decodeIEEEP1363ECDSASignature, p256 } from '@oslojs/crypto/ecdsa'
import { encodeBase64 } from '@oslojs/encoding'

/** A scanner that reports leaked keys, with a key pair of its own. */
export interface Signer {
  keyId: string
  privateKey: CryptoKey
  pem: string
}

export async function newSigner(keyId: string): Promise<Signer> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const { privateKey, publicKey } = pair as CryptoKeyPair
  const spki = (await crypto.subtle.exportKey('spki', publicKey)) as ArrayBuffer
  const pem = `-----BEGIN PUBLIC KEY-----\n${encodeBase64(new Uint8Array(spki))}\n-----END PUBLIC KEY-----\n`
  return { keyId, privateKey, pem }
}

/** What is read at the address of its keys. */
export const publishedBy = ({ keyId, pem }: Signer): Response =>
  Response.json({ public_keys: [{ key_identifier: keyId, key: pem, is_current: true }] })

export async function signatureOf({ privateKey }: Signer, body: string): Promise<string> {
  const raw = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, new TextEncoder().encode(body))
  return encodeBase64(decodeIEEEP1363ECDSASignature(p256, new Uint8Array(raw)).encodePKIX())
}

/** A request as GitHub makes it. */
export async function signed(signer: Signer, findings: unknown, headers: Record<string, string> = {}) {
  const body = JSON.stringify(findings)
  return {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      'Github-Public-Key-Identifier': signer.keyId,
      'Github-Public-Key-Signature': await signatureOf(signer, body),
      ...headers,
    },
  }
}

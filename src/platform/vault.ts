import { decodeBase64urlIgnorePadding, encodeBase64urlNoPadding } from '@oslojs/encoding'
import type { Vault } from '../domain/vault.ts'
import { random } from './random.ts'

const ENCODER = new TextEncoder()
const IV_LENGTH = 12

/**
 * AES-256-GCM under keys that HKDF derives from secrets, newest first: the newest seals, all are tried to open. What is
 * sealed is bound to its purpose as additional data. A sealed text is base64url of the nonce and what AES-GCM made.
 */
export function makeVault(secrets: readonly string[]): Vault {
  const keyOf = async (secret: string) => {
    const base = await crypto.subtle.importKey('raw', ENCODER.encode(secret), 'HKDF', false, ['deriveKey'])
    const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info: ENCODER.encode('vault') }
    return crypto.subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  }
  const aes = (iv: Uint8Array, purpose: string) => ({ name: 'AES-GCM', iv, additionalData: ENCODER.encode(purpose) })

  return {
    async seal(secret, purpose) {
      const iv = random(IV_LENGTH)
      const sealed = await crypto.subtle.encrypt(aes(iv, purpose), await keyOf(secrets[0] ?? ''), secret)
      return encodeBase64urlNoPadding(new Uint8Array([...iv, ...new Uint8Array(sealed)]))
    },

    async open(sealed, purpose) {
      const bytes = decodeBase64urlIgnorePadding(sealed)
      const [iv, rest] = [bytes.slice(0, IV_LENGTH), bytes.slice(IV_LENGTH)]
      for (const secret of secrets) {
        const opened = await crypto.subtle.decrypt(aes(iv, purpose), await keyOf(secret), rest).catch(() => null)
        if (opened) return new Uint8Array(opened)
      }
      throw new Error('a sealed secret cannot be opened: the secret that sealed it is not among KEY_SECRETS')
    },
  }
}

import { describe, expect, test } from 'vitest'
import { type Bent, newAuthenticator } from './authenticator.fixture.ts'
import { challengeOf, newCredential, signatureCount } from './passkey.ts'

const SITE = { id: 'tollgate.example', origin: 'https://tollgate.example' }
const CHALLENGE = Uint8Array.from({ length: 32 }, (_, i) => i)

for (const algorithm of [-7, -257] as const) {
  describe(`with algorithm ${algorithm}`, () => {
    const made = async (bent: Bent = {}) => {
      const authenticator = await newAuthenticator(SITE, algorithm)
      const credential = await newCredential(authenticator.create(CHALLENGE, bent), SITE)
      return { authenticator, credential }
    }
    const signed = async (bent: Bent, needsVerified = true) => {
      const { authenticator, credential } = await made()
      if (!credential) throw new Error('no credential')
      return signatureCount(await authenticator.get(CHALLENGE, bent), credential, SITE, needsVerified)
    }

    test('what an authenticator makes can be checked, and its counter is read', async () => {
      const { authenticator, credential } = await made({ count: 7 })
      expect(credential).toMatchObject({ credentialId: authenticator.id, algorithm, signCount: 7 })
      expect(await signed({ count: 8 })).toBe(8)
    })

    test.each([
      ['for another site', { rpId: 'evil.example' }],
      ['for a part of this site', { rpId: 'www.tollgate.example' }],
      ['without anyone there', { userPresent: false }],
    ] as const)('one made or signed %s is refused', async (_, bent) => {
      expect((await made(bent)).credential).toBeNull()
      expect(await signed(bent)).toBeNull()
    })

    test('without the user recognised it is enough beside a password, and not alone', async () => {
      expect(await signed({ userVerified: false }, false)).toBe(0)
      expect(await signed({ userVerified: false }, true)).toBeNull()
      expect((await made({ userVerified: false })).credential).not.toBeNull()
    })

    test('a signature by another key is refused', async () => {
      const { credential } = await made()
      const other = await newAuthenticator(SITE, algorithm)
      if (!credential) throw new Error('no credential')
      expect(await signatureCount(await other.get(CHALLENGE), credential, SITE, true)).toBeNull()
    })

    test.each(['clientDataJSON', 'authenticatorData', 'signature'] as const)(
      'a bit changed in %s is refused',
      async (part) => {
        const { authenticator, credential } = await made()
        if (!credential) throw new Error('no credential')
        const assertion = await authenticator.get(CHALLENGE, { count: 1 })
        const bytes = assertion[part]
        const last = bytes.length - 1
        bytes[last] = (bytes[last] ?? 0) ^ 1
        expect(await signatureCount(assertion, credential, SITE, true)).toBeNull()
      },
    )
  })
}

describe('the challenge that was answered', () => {
  const answered = async (kind: 'create' | 'get', bent: Bent) => {
    const { clientDataJSON } = (await newAuthenticator(SITE)).create(CHALLENGE, { type: `webauthn.${kind}`, ...bent })
    return challengeOf(clientDataJSON, kind, SITE)
  }

  test.each(['create', 'get'] as const)('of a %s is read', async (kind) => {
    expect(await answered(kind, {})).toEqual(CHALLENGE)
  })

  test.each([
    ['another type', { type: 'webauthn.create' }],
    ['an unknown type', { type: 'payment.get' }],
    ['another host', { origin: 'https://evil.example' }],
    ['a host that begins alike', { origin: 'https://tollgate.example.evil.example' }],
    ['another scheme', { origin: 'http://tollgate.example' }],
    ['another port', { origin: 'https://tollgate.example:8443' }],
    ['a frame in another site', { crossOrigin: true }],
  ])('from %s is not', async (_, bent) => {
    expect(await answered('get', bent)).toBeNull()
  })

  test.each(['', '{', 'null', '{}', '{"type":"webauthn.get","challenge":"!","origin":"https://tollgate.example"}'])(
    'in %j is not there, and nothing throws',
    (text) => {
      expect(challengeOf(new TextEncoder().encode(text), 'get', SITE)).toBeNull()
    },
  )
})

test('a key whose coordinates begin with zeros is a key as any other', async () => {
  const zeros = (point: Uint8Array) => point[1] === 0 || point[33] === 0
  for (let rest = 2; rest > 0; ) {
    const authenticator = await newAuthenticator(SITE)
    const credential = await newCredential(authenticator.create(CHALLENGE), SITE)
    if (!credential) throw new Error('no credential')
    if (!zeros(Buffer.from(credential.publicKey, 'base64url'))) continue
    expect(await signatureCount(await authenticator.get(CHALLENGE), credential, SITE, true)).toBe(0)
    rest -= 1
  }
})

describe('what is no credential', () => {
  test.each([[new Uint8Array()], [new Uint8Array([0xa0])], [new TextEncoder().encode('nonsense')]])(
    'is refused without a throw',
    async (attestationObject) => {
      const attestation = { clientDataJSON: new Uint8Array(), attestationObject, transports: [] }
      expect(await newCredential(attestation, SITE)).toBeNull()
    },
  )

  test('neither is a point off the curve', async () => {
    const attestation = (await newAuthenticator(SITE)).create(CHALLENGE)
    const bytes = attestation.attestationObject
    const last = bytes.length - 1
    bytes[last] = (bytes[last] ?? 0) ^ 1
    expect(await newCredential(attestation, SITE)).toBeNull()
  })
})

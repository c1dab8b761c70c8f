import {
  createMessage,
  generateKey,
  readKey,
  readPrivateKey,
  sign,
  type Message,
  type PrivateKey
} from 'openpgp'
import type { CurrentKey } from '../../src/julia/release-keys.ts'

/** A key pair of a test's own. */
export type Signer = Readonly<{ key: CurrentKey; privateKey: PrivateKey }>

export async function makeSigner(name: string): Promise<Signer> {
  const pair = await generateKey({
    type: 'curve25519',
    userIDs: [{ name, email: `${name}@example.org` }],
    date: new Date('2026-01-02T03:04:05Z')
  })
  const key = await readKey({ armoredKey: pair.publicKey })
  const fingerprint = key.getFingerprint().toUpperCase()
  return {
    key: { fingerprint, created: '2026-01-02', armoured: pair.publicKey },
    privateKey: await readPrivateKey({ armoredKey: pair.privateKey })
  }
}

/** A detached signature, armoured. */
export async function signMessage(
  { privateKey }: Signer,
  message: Message<string | Uint8Array>,
  date = new Date()
): Promise<string> {
  const asc: unknown = await sign({ message, signingKeys: privateKey, detached: true, date })
  if (typeof asc !== 'string') throw new Error('The signature is a stream.')
  return asc
}

export const signBytes = async (signer: Signer, bytes: Uint8Array, date?: Date): Promise<string> =>
  signMessage(signer, await createMessage({ binary: new Uint8Array(bytes) }), date)

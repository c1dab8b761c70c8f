import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createMessage, enums, PacketList, readKey, readSignature, Signature, verify } from 'openpgp'
import type { Key, SignaturePacket } from 'openpgp'
import { messageOf } from '../errors.ts'
import type { ReleaseKeys } from './release-keys.ts'

/**
 * What a detached signature proves of a file. `key` is a fingerprint, 40 upper-case hexadecimal digits, or the last 16
 * of them where the signature tells no more, or words where it tells nothing.
 */
export type Verdict =
  | Readonly<{ kind: 'good'; key: string }>
  | Readonly<{ kind: 'bad'; key: string; reason: string }>
  | Readonly<{ kind: 'retired'; key: string }>
  | Readonly<{ kind: 'unknown'; key: string }>
  | Readonly<{ kind: 'unreadable'; reason: string }>

/**
 * Checks a detached OpenPGP signature (RFC 9580) of a file. Streams: at no time is a large file in memory. If there
 * are signatures by several keys, the one by a current key counts.
 *
 * @param asc armoured signature
 * @param keys whose signatures count
 */
export async function judgeSignature(file: string, asc: string, keys: ReleaseKeys): Promise<Verdict> {
  let packets: readonly SignaturePacket[]
  try {
    const { packets: all } = await readSignature({ armoredSignature: asc })
    packets = all.filterByTag(enums.packet.signature)
  } catch (error) {
    return { kind: 'unreadable', reason: messageOf(error) }
  }
  const [first] = packets
  if (first === undefined) return { kind: 'unreadable', reason: 'it holds no signature' }
  for (const { armoured } of keys.current) {
    const key = await readKey({ armoredKey: armoured })
    const packet = packets.find(({ issuerKeyID }) => key.getKeys(issuerKeyID).length > 0)
    if (packet !== undefined) return verifyPacket(file, packet, key)
  }
  const retired = keys.retired.find(({ fingerprint }) =>
    packets.some(packet => [fingerprint, fingerprint.slice(-16)].includes(issuerOf(packet)))
  )
  return retired === undefined
    ? { kind: 'unknown', key: issuerOf(first) }
    : { kind: 'retired', key: retired.fingerprint }
}

const issuerOf = ({ issuerFingerprint, issuerKeyID }: SignaturePacket): string =>
  issuerFingerprint === null
    ? issuerKeyID.toHex().toUpperCase() || 'a key that it does not name'
    : Buffer.from(issuerFingerprint).toString('hex').toUpperCase()

async function verifyPacket(file: string, packet: SignaturePacket, publicKey: Key): Promise<Verdict> {
  const key = publicKey.getFingerprint().toUpperCase()
  const bad = (reason: string): Verdict => ({ kind: 'bad', key, reason })
  // Other types, such as `standalone`, are over no content at all: one of them would be good for every file.
  if (packet.signatureType !== enums.signature.binary) return bad('it is not a signature of a file')
  const list = new PacketList<SignaturePacket>()
  list.push(packet)
  const stream = createReadStream(file)
  try {
    const result = await verify({
      message: await createMessage({ binary: Readable.toWeb(stream) }),
      signature: new Signature(list),
      verificationKeys: publicKey.toPublic(),
      format: 'binary'
    })
    await readAll(result.data)
    const verified = await result.signatures[0]?.verified
    return verified === true ? { kind: 'good', key } : bad('it was not verified')
  } catch (error) {
    return bad(messageOf(error))
  } finally {
    stream.destroy()
  }
}

/** The signature is compared with what is read here, and waits for it; `for await` fails on this stream. */
async function readAll(data: unknown): Promise<void> {
  if (!(data instanceof ReadableStream)) throw new Error('its file cannot be read as a stream')
  const reader = data.getReader()
  while (!(await reader.read()).done);
}

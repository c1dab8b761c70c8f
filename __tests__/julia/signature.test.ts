import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  armor,
  config,
  createMessage,
  enums,
  PacketList,
  readSignature,
  SecretKeyPacket,
  Signature,
  SignaturePacket
} from 'openpgp'
import { releaseKeys, type ReleaseKeys } from '../../src/julia/release-keys.ts'
import { judgeSignature } from '../../src/julia/signature.ts'
import { makeSigner, signBytes, signMessage } from './make-signature.ts'

const julia = await makeSigner('julia')
const stranger = await makeSigner('stranger')
const veteran = await makeSigner('veteran')
const keys: ReleaseKeys = {
  current: [julia.key],
  retired: [{ fingerprint: veteran.key.fingerprint, retired: '2026-01-02', source: '' }]
}

/** More than one chunk of a stream. */
const content = Buffer.alloc(300_001, 'julia')
const good = await signBytes(julia, content)
const [byJulia, byStranger] = [julia, stranger].map(({ key }) => key.fingerprint)

const armoured = (bytes: Uint8Array): string => armor(enums.armor.signature, bytes)
const bytesOf = async (asc: string): Promise<Buffer> => {
  const bytes: unknown = (await readSignature({ armoredSignature: asc })).write()
  if (!(bytes instanceof Uint8Array)) throw new Error('The signature is a stream.')
  return Buffer.from(bytes)
}

/** A stranger's signature that names another key, by fingerprint and by key ID. */
async function forge(): Promise<string> {
  const hex = (await bytesOf(await signBytes(stranger, content))).toString('hex')
  const from = stranger.key.fingerprint.toLowerCase()
  const to = julia.key.fingerprint.toLowerCase()
  return armoured(Buffer.from(hex.replaceAll(from, to).replaceAll(from.slice(-16), to.slice(-16)), 'hex'))
}

/** A signature whose subpackets that name its key (16 and 33) are of a kind that nobody knows. */
async function hideIssuer(): Promise<string> {
  const hex = (await bytesOf(good)).toString('hex')
  const fingerprint = julia.key.fingerprint.toLowerCase()
  const hidden = hex
    .replace(`0910${fingerprint.slice(-16)}`, `0965${fingerprint.slice(-16)}`)
    .replace(`162104${fingerprint}`, `166604${fingerprint}`)
  return armoured(Buffer.from(hidden, 'hex'))
}

/** A signature that says nothing about any content. */
async function signNothing(): Promise<string> {
  const packet = new SignaturePacket()
  packet.signatureType = enums.signature.standalone
  const { keyPacket } = julia.privateKey
  if (!(keyPacket instanceof SecretKeyPacket)) throw new Error('The key is not private.')
  packet.publicKeyAlgorithm = keyPacket.algorithm
  packet.hashAlgorithm = enums.hash.sha512
  // It needs a fifth argument, of which its type knows nothing.
  const signPacket: unknown = Reflect.get(packet, 'sign')
  if (typeof signPacket !== 'function') throw new Error('openpgp has changed.')
  await Reflect.apply(signPacket, packet, [keyPacket, new Uint8Array(), new Date(), false, config])
  const list = new PacketList<SignaturePacket>()
  list.push(packet)
  return new Signature(list).armor()
}

/** Signatures by several keys, one after the other. */
const inOne = async (...all: readonly string[]): Promise<string> =>
  armoured(Buffer.concat(await Promise.all(all.map(bytesOf))))

const signText = async (): Promise<string> =>
  signMessage(julia, await createMessage({ text: content.toString() }))

async function damage(asc: string): Promise<string> {
  const bytes = await bytesOf(asc)
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
  return armoured(bytes)
}

let folder = ''
let file = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signature-'))
  file = join(folder, 'julia.tar.gz')
  await writeFile(file, content)
})

afterAll(() => rm(folder, { recursive: true }))

describe('judgeSignature', () => {
  it('finds the signature of an untouched file good', async () => {
    expect(await judgeSignature(file, good, keys)).toEqual({ kind: 'good', key: byJulia })
  })

  it.each([
    { description: 'last byte changed', bytes: Buffer.concat([content.subarray(0, -1), Buffer.from('!')]) },
    { description: 'byte missing', bytes: content.subarray(1) },
    { description: 'byte too many', bytes: Buffer.concat([content, Buffer.from('!')]) },
    { description: 'nothing in it', bytes: Buffer.alloc(0) }
  ])('finds it bad for a file with $description', async ({ bytes }) => {
    const other = join(folder, 'other')
    await writeFile(other, bytes)
    expect(await judgeSignature(other, good, keys)).toEqual({
      kind: 'bad',
      key: byJulia,
      reason: expect.stringMatching(/^Signed digest did not match$|^Signature verification failed$/)
    })
  })

  it('takes the signature of an empty file', async () => {
    const empty = join(folder, 'empty')
    await writeFile(empty, '')
    const asc = await signBytes(julia, Buffer.alloc(0))
    expect(await judgeSignature(empty, asc, keys)).toEqual({ kind: 'good', key: byJulia })
  })

  it.each([
    {
      description: 'is damaged',
      make: () => damage(good),
      verdict: { kind: 'bad', key: byJulia, reason: 'Signature verification failed' }
    },
    {
      description: "is a stranger's in Julia's name",
      make: forge,
      verdict: {
        kind: 'bad',
        key: byJulia,
        reason: expect.stringMatching(/^Signed digest did not match$|^Signature verification failed$/)
      }
    },
    {
      description: 'is of no content at all',
      make: signNothing,
      verdict: { kind: 'bad', key: byJulia, reason: 'it is not a signature of a file' }
    },
    {
      description: 'is of a text',
      make: signText,
      verdict: { kind: 'bad', key: byJulia, reason: 'it is not a signature of a file' }
    },
    {
      description: 'was made in the future',
      make: () => signBytes(julia, content, new Date(Date.now() + 86_400_000)),
      verdict: { kind: 'bad', key: byJulia, reason: 'Signature creation time is in the future' }
    },
    {
      description: "is a stranger's",
      make: () => signBytes(stranger, content),
      verdict: { kind: 'unknown', key: byStranger }
    },
    {
      description: 'does not name its key',
      make: hideIssuer,
      verdict: { kind: 'unknown', key: 'a key that it does not name' }
    },
    {
      description: "is a retired key's",
      make: () => signBytes(veteran, content),
      verdict: { kind: 'retired', key: veteran.key.fingerprint }
    },
    {
      description: "stands behind a stranger's",
      make: async () => inOne(await signBytes(stranger, content), good),
      verdict: { kind: 'good', key: byJulia }
    },
    {
      description: "is damaged, and a retired key's stands before it",
      make: async () => inOne(await signBytes(veteran, content), await damage(good)),
      verdict: { kind: 'bad', key: byJulia, reason: 'Signature verification failed' }
    },
    {
      description: 'is cut off',
      make: () => good.slice(0, 100),
      verdict: { kind: 'unreadable', reason: expect.any(String) }
    },
    {
      description: 'is a public key',
      make: () => julia.key.armoured,
      verdict: { kind: 'unreadable', reason: expect.any(String) }
    },
    {
      description: 'is a web page',
      make: () => '<html>',
      verdict: { kind: 'unreadable', reason: expect.any(String) }
    },
    { description: 'is empty', make: () => '', verdict: { kind: 'unreadable', reason: expect.any(String) } }
  ])('judges a signature that $description', async ({ make, verdict }) => {
    expect(await judgeSignature(file, await make(), keys)).toEqual(verdict)
  })

  it.each([
    { version: '1.10.5', description: 'names the key by fingerprint' },
    { version: '0.6.0', description: 'names the key by its ID only' }
  ])(
    'recognises the retired key in the signature of Julia $version, which $description',
    async ({ version }) => {
      const name = `fixtures/julia-${version}-linux-x86_64.tar.gz.asc`
      const asc = await readFile(new URL(name, import.meta.url), 'utf8')
      expect(await judgeSignature(file, asc, releaseKeys)).toEqual({
        kind: 'retired',
        key: '3673DF529D9049477F76B37566E3C7DC03D6E495'
      })
      expect(await judgeSignature(file, asc, { ...releaseKeys, retired: [] })).toMatchObject({
        kind: 'unknown'
      })
    }
  )
})

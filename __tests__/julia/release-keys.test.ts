import { describe, expect, it } from '@jest/globals'
import { readKey } from 'openpgp'
import { mustBeSigned, releaseKeys } from '../../src/julia/release-keys.ts'
import { published } from './make-releases.ts'

describe('releaseKeys', () => {
  it('trust the key that Julia publishes, and not the one that it has withdrawn', () => {
    expect(releaseKeys.current.map(({ fingerprint }) => fingerprint)).toEqual([
      '64B779A570972FFF7BFC2B54EAD471E1A1F2C10A'
    ])
    expect(releaseKeys.retired.map(({ fingerprint }) => fingerprint)).toEqual([
      '3673DF529D9049477F76B37566E3C7DC03D6E495'
    ])
  })

  it.each(releaseKeys.current)('has in $fingerprint a key that is what is said of it', async key => {
    const parsed = await readKey({ armoredKey: key.armoured })
    await parsed.verifyPrimaryKey()
    const signing = await parsed.getSigningKey()
    expect({
      fingerprint: signing.getFingerprint().toUpperCase(),
      created: parsed.getCreationTime().toISOString().slice(0, 10),
      userIDs: parsed.getUserIDs(),
      isPrivate: parsed.isPrivate(),
      expires: await parsed.getExpirationTime(),
      ...parsed.getAlgorithmInfo()
    }).toEqual({
      fingerprint: key.fingerprint,
      created: key.created,
      userIDs: ['Julia Release Signing Key <buildbot@julialang.org>'],
      isPrivate: false,
      expires: Infinity,
      algorithm: 'rsaEncryptSign',
      bits: 4096
    })
  })
})

describe('mustBeSigned', () => {
  it('is so for no version that was published before the current key', () => {
    const later = ['1.10.12', '1.12.7', '1.13.0-rc3']
    expect(Object.keys(published()).filter(mustBeSigned)).toEqual(later)
  })

  it.each([
    { version: '1.5.3', required: false },
    { version: '1.9.4', required: false },
    { version: '1.10.11', required: false },
    { version: '1.10.12', required: true },
    { version: '1.11.9', required: false },
    { version: '1.11.10', required: true },
    { version: '1.12.0-rc1', required: false },
    { version: '1.12.6', required: false },
    { version: '1.12.7', required: true },
    { version: '1.12.10', required: true },
    { version: '1.13.0-rc1', required: false },
    { version: '1.13.0-rc2', required: true },
    { version: '1.13.0', required: true },
    { version: '1.14.0-alpha1', required: true },
    { version: '2.0.0', required: true }
  ])('is $required for $version', ({ version, required }) => {
    expect(mustBeSigned(version)).toBe(required)
  })
})

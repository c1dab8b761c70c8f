import { isBefore } from './cpu-table.ts'

/** A key whose signature proves that a tarball is Julia's. */
export type CurrentKey = Readonly<{
  /** 40 upper-case hexadecimal digits. */
  fingerprint: string
  /** Day on which it was made, as the key itself says. */
  created: string
  /** The public key, armoured. */
  armoured: string
}>

/** A key whose signature proves nothing any more. */
export type RetiredKey = Readonly<{
  /** 40 upper-case hexadecimal digits. */
  fingerprint: string
  /** Day on which Julia withdrew it. */
  retired: string
  /** Where that is said. */
  source: string
}>

/** Whose signatures count, and whose did. */
export type ReleaseKeys = Readonly<{
  current: readonly CurrentKey[]
  retired: readonly RetiredKey[]
}>

/**
 * Published as https://julialang.org/assets/juliareleases.asc. After a change of keys the new one is added here, and
 * the old one stays until it expires, or is moved to the retired ones if it must not be trusted any more.
 */
const armoured = `-----BEGIN PGP PUBLIC KEY BLOCK-----

xsFNBGoseh4BEADemCYuKp7uLR304Eij5hYPXHhl0FuOsOvWBJJal89SYRp0r7ix
uxkotCtMeQLBjj3n/sDFRYORT7Hil0Aylp58J4ZInHJutmpEm2V/AijyLcrmeGXJ
QiCF3rJzFyTgr7MAXwzpq7KtmJlXZQzGUknsnNs9PzLFm81qvchpsmW1ZE8pOzz+
wOItlN7HnbZpdmQwRPRkp5X+FePqT4ICci/ZN88SkqE5gHStxPvUbm8Vlg4CJ6bp
TG7HnXda6X1CWCa/5+Z0PwsThHipZ1Yv/Snxm5V3BmI5LiqQbESyGezRs96wbBOI
o2VTqp6yvGCt85XNGGsmuH+L69lEzdN8SxQwPN8rS2OBocWilGabl/RtfIzKLH16
PmrfAuuNzA+TGFpztoFMZVt3jCL0CWNJALM9vd/vevuhuTlyXZ9JjbYplEQFy0e+
9IHvXCsYB1MKPmL8ZlbVqRJ0niTsfCDs8+H2dO2md/x5JJPBY58nk+wFnTEmV/sN
WX5f6CrZUfFeGmmXoRpdbodtx0p7zrYi9kC6hUYS+wffsNeAkz3wWQ9bOPRrWUga
xwPln8CVQcnlQF37NiEHgtg/xF6HOE15IkVR6x+JfrrmjHslhX5YLvRLAYCFUPmb
r87tVdFkCafwitTh58rvY3ZeF/WHdUuqmrtweFRRjICa3qQAvACh94QiuwARAQAB
zTJKdWxpYSBSZWxlYXNlIFNpZ25pbmcgS2V5IDxidWlsZGJvdEBqdWxpYWxhbmcu
b3JnPsLBdgQTAQgAIBYhBGS3eaVwly//e/wrVOrUceGh8sEKBQJqLHoeAhsDAAoJ
EOrUceGh8sEKe1YP/23Qp9jFyLhyK+OKkGvt+REgKSB4UKOTxpsc4HvUFvUUB4Mb
9AjBdzUPGavOSMbkDytZNz7yFrb/rWfwd5tgMP973xBYzipztIj3MsQC8X7Qg8sS
rxdh37+2G4di34/AIo0HuPIGwne9hJXxyPa+Opj8DR7K8dC+aeMOydewUVoNQhz4
Wnuir+LryM4Ubs0+pWYTTU51tj8ADgirWDz84ZajLwANAPkYNdgsfnk7eV05/gc3
GC8ygahSZgTfnwojwvKoFfLDsM6z0zjTryoJY68xe3NYh59kdEN0W8jKw3OJGMcX
T82zckNSwAEIJOdMaqauRAHeGJ/kPovyy3enxsq8VKA9eBAxlmlUcuodnLCZHI+d
g/VKMUPegMuvyaZnY2VAHBmONKX4jpeMZYbRYfyXa2InixN/hcaaA3g/90yevCH+
GNmN1MaXfkjISUdsMvLQMixVeQ0/tm+SHSopFwTJtuzEaAyyNAkLL4U1iRRSMwW1
BaJrc943PhBQ4ytkWJhm0ge1e2qRB3SSKYzoOTji98hA/hUPmt8ZO+yb8FngJXbw
+fa+onWVxbGp8AO8+TNvJb89iuCC/VoMtf9sdSnZ85Zj3+jJk+aVauQHohgfwVOX
eBjaNN1vJCy+1efZArpk6d6H94ZeCMLnEzxzVQz+3AF1BgZVQNF8hPD2qiK0
=uJpw
-----END PGP PUBLIC KEY BLOCK-----
`

/** Julia's keys (FACTS §1). Nothing can be added to them by an input or the environment. */
export const releaseKeys: ReleaseKeys = {
  current: [{ fingerprint: '64B779A570972FFF7BFC2B54EAD471E1A1F2C10A', created: '2026-06-12', armoured }],
  retired: [
    {
      fingerprint: '3673DF529D9049477F76B37566E3C7DC03D6E495',
      retired: '2026-08-12',
      source: 'https://github.com/JuliaLang/www.julialang.org/pull/2567'
    }
  ]
}

/** The first release of each series that the current key has signed; older series have none. */
const firstSigned = [
  { series: '1.10.0-0', version: '1.10.12' },
  { series: '1.11.0-0', version: '1.11.10' },
  { series: '1.12.0-0', version: '1.12.7' },
  { series: '1.13.0-0', version: '1.13.0-rc2' }
] as const

/**
 * Whether a release must have a signature by a current key (FACTS §1). Older ones have at best one by the retired key.
 *
 * @param version exact version of a release, such as `1.12.7`
 */
export function mustBeSigned(version: string): boolean {
  const first = firstSigned.findLast(({ series }) => !isBefore(version, series))
  return first !== undefined && !isBefore(version, first.version)
}

import { describe, expect, it } from '@jest/globals'
import { explainLoadFailure, findCause } from '../../src/bake/load-failure.ts'

const file = '/opt/julia/depot/compiled/v1.10/Words/RHwxI_j0kKo.ji'
const words = 'Words [8812f254-5f23-45e1-aaa5-ffc2af4d4baa]'
const flags = `Rejecting cache file /usr/local/julia/share/julia/compiled/v1.11/Dates/p8See_JlcRC.ji for Dates [ade2ca70-3891-5945-98fb-dc099432e06a] since the flags are mismatched; requested flags: CacheFlags(; use_pkgimages=true); cache file: CacheFlags(; use_pkgimages=true, check_bounds=1)`

describe('findCause', () => {
  it.each([
    {
      description: 'a touched source (1.5 to 1.10)',
      said: `Rejecting stale cache file ${file} (mtime 1.0) because file /app/src/App.jl (mtime 1.795552007e9) has changed`,
      cause: /^The time of a source file/
    },
    {
      description: 'a touched file that a package depends on (1.11 and later)',
      said: `Rejecting stale cache file ${file} because mtime of include_dependency /app/data.csv has changed (mtime 2.0, before 1.5)`,
      cause: /^The time of a source file/
    },
    {
      description: 'a source of another size',
      said: `Rejecting stale cache file ${file} because file size of /app/src/App.jl has changed (file size 9, before 8)`,
      cause: /^The content of a source file/
    },
    {
      description: 'a source of other content',
      said: `Rejecting stale cache file ${file} because hash of /app/src/App.jl has changed (hash 9, before 8)`,
      cause: /^The content of a source file/
    },
    {
      description: 'a project at another path',
      said: `Rejecting cache file ${file} because it is for file /app/src/App.jl not file /srv/app/src/App.jl`,
      cause: /^The package was compiled at another path/
    },
    {
      description: 'another manifest',
      said: `Rejecting cache file ${file} because uuid mapping for App [a] => ${words} has changed, expected App [a] => nothing`,
      cause: /^The manifest or project of the image/
    },
    {
      description: 'other preferences',
      said: `Rejecting cache file ${file} because preferences hash does not match 0x1 != 0x2`,
      cause: /^The preferences of the package/
    },
    {
      description: 'native code for other CPUs (1.10 and later)',
      said: `Rejecting cache file ${file} for ${words}:; Reasons = Unable to find compatible target in cached code image.; Target 0 (icelake-server): Rejecting this target due to use of runtime-disabled features`,
      cause: /^It holds no native code that this CPU can run/
    },
    {
      description: 'native code for other CPUs (1.9)',
      said: `Rejecting cache file ${file} for ${words} since pkgimage can't be loaded on this target`,
      cause: /^It holds no native code that this CPU can run/
    },
    {
      description: 'a system image without code for the CPU',
      said: 'ERROR: Unable to find compatible target in cached code image.',
      cause: /^Julia does not know this CPU/
    },
    {
      description: 'a CPU that Julia does not know',
      said: 'ERROR: Invalid CPU name "haswel".',
      cause: /^Julia does not know this CPU/
    },
    {
      description: 'a depot path that hides the bundled depot',
      said: 'the depot bundled with Julia, /usr/local/julia/share/julia, is not in the depot path /opt/julia/depot',
      cause: /^JULIA_DEPOT_PATH has no empty entry/
    },
    {
      description: 'another build of Julia (to 1.11)',
      said: `Rejecting cache file ${file} due to it containing an invalid cache header`,
      cause: /^It was compiled by another build of Julia/
    },
    {
      description: 'another build of Julia (1.12 and later)',
      said: `Rejecting cache file ${file} because it was made with a different julia version`,
      cause: /^It was compiled by another build of Julia/
    },
    {
      description: 'another build of Julia, by its Core',
      said: `Rejecting cache file ${file} because module Core is already loaded and incompatible.`,
      cause: /^It was compiled by another build of Julia/
    },
    {
      description: 'two versions of a package',
      said: `Rejecting cache file ${file} because module ${words} is already loaded and incompatible.`,
      cause: /^Two versions of a package meet/
    },
    {
      description: 'a damaged file',
      said: `Rejecting cache file ${file} because it has an invalid checksum`,
      cause: /^A compiled file is damaged/
    },
    {
      description: 'a file without its native code',
      said: `Rejecting cache file ${file} for ${words} since pkgimage ${file.replace('.ji', '.so')} was not found`,
      cause: /^A compiled file is damaged/
    },
    {
      description: 'a missing dependency',
      said: `Rejecting cache file ${file} because dependency ${words} not found.`,
      cause: /^The package is not where Julia looks for it/
    },
    {
      description: 'a missing package',
      said: `ArgumentError: Package ${words} is required but does not seem to be installed:; - Run \`Pkg.instantiate()\` to install all recorded dependencies.`,
      cause: /^The package is not where Julia looks for it/
    },
    {
      description: 'sources that are not in the depot path (1.11 and later)',
      said: `Rejecting stale cache file ${file} because its depot could not be resolved`,
      cause: /^The package is not where Julia looks for it/
    },
    {
      description: 'a package that was never compiled',
      said: 'no compiled file of Words in the depots /root/.julia:/opt/julia/depot',
      cause: /^Nothing in the depot path was compiled/
    },
    {
      description: 'a dependency that was compiled once more (to 1.9)',
      said: `Required dependency ${words} failed to load from cache file for /opt/julia/depot/packages/Words/bR0uO/src/Words.jl.`,
      cause: /^A package that this one was compiled with/
    },
    {
      description: 'a dependency that was compiled once more (1.10 and later)',
      said: `Rejecting cache file ${file} because required dependency ${words} with build ID ffffffff-ffff-ffff-0000-013022a8647d is missing from the cache.`,
      cause: /^A package that this one was compiled with/
    },
    {
      description: 'a package that forbids it',
      said: '/app/src/App.jl says __precompile__(false)',
      cause: /^The package forbids/
    },
    {
      description: 'files that a user cannot read',
      said: 'cannot read /opt/julia/depot',
      cause: /^This user cannot read/
    },
    {
      description: 'a compiled file that a user cannot read (1.12 and later)',
      said: `Rejecting cache file ${file} for ${words} because it could not be opened`,
      cause: /^This user cannot read/
    },
    {
      description: 'a package that writes while it is loaded',
      said: 'InitError: IOError: mkdir("/.julia/scratchspaces"; mode=0o777): permission denied (EACCES); during initialization of module App',
      cause: /^The package reads or writes a file/
    },
    {
      description: 'a home that a user may not enter',
      said: 'ERROR: IOError: stat: permission denied (EACCES) for file "/root/.julia/config/startup.jl"',
      cause: /^A startup\.jl/
    },
    { description: 'other flags', said: flags, cause: /^Julia is started with other flags/ }
  ])('recognises $description', ({ said, cause }) => {
    const found = findCause(['Words is not compiled', said])
    expect([found?.cause, found?.shown]).toEqual([expect.stringMatching(cause), said])
  })

  it.each([
    {
      description: 'the file that is at fault, not those that fall with it',
      said: [
        `Rejecting stale cache file ${file} (mtime 1.0) because file /app/src/Words.jl (mtime 2.0) has changed`,
        `Required dependency ${words} failed to load from cache file for /app/src/Words.jl.`
      ],
      cause: /^The time of a source file/
    },
    {
      description: 'the reason, not the files for other flags that come with Julia',
      said: [flags, `Rejecting cache file ${file} because preferences hash does not match 0x1 != 0x2`],
      cause: /^The preferences/
    },
    {
      description: 'a user who may not read rather than what that user does not see',
      said: ['cannot read /app', 'Words is not installed, or not in the load path @:@v#.#:@stdlib'],
      cause: /^This user cannot read/
    }
  ])('names $description', ({ said, cause }) => {
    expect(findCause(said)?.cause).toMatch(cause)
  })

  it('says nothing where it knows nothing', () => {
    expect(findCause(['ERROR: LoadError: no', 'Words is not compiled'])).toBeUndefined()
  })
})

describe('explainLoadFailure', () => {
  const explain = (what: string, said: readonly string[]) =>
    explainLoadFailure({ platform: 'linux/arm64', kind: 'error', text: `verify ${what}` }, said)
  const end = 'Nothing was pushed, loaded or exported. The input verify: false leaves this check out.'

  it('tells package, user, CPU and project, why Julia compiles, and what helps', () => {
    const reason = `Rejecting cache file ${file} for ${words} since pkgimage can't be loaded on this target`
    const said = ['Words is not installed', reason, 'Precompiled image Words not available']
    expect(explain('uncompiled Words 12345 cortex-a57 /app/my tools', said)).toBe(
      `linux/arm64: the finished image does not pass: Words would be compiled whenever it is loaded (as UID 12345, on a CPU like cortex-a57, in /app/my tools). Julia says:
  ${reason}
  Words is not installed
  Precompiled image Words not available
Usual cause: It holds no native code that this CPU can run: the CPU target list has no entry for it.
What to do: Begin cpu-target with generic (auto does), or leave this CPU out of verify-cpus if the image is never to run on one.
${end}`
    )
  })

  it.each([
    { what: 'broken Words 0 native /app', headline: 'Words cannot be loaded' },
    { what: 'unstarted - 0 native /app', headline: 'Julia does not start' }
  ])('tells "$headline" where it knows no cause', ({ what, headline }) => {
    expect(explain(what, ['ERROR: LoadError: no'])).toBe(
      `linux/arm64: the finished image does not pass: ${headline} (as UID 0, in /app). Julia says:\n  ERROR: LoadError: no\n${end}`
    )
  })

  it('shows twelve lines at most, the cause first and then the last ones', () => {
    const said = ['cannot read /app', ...Array.from({ length: 30 }, (_, at) => `line ${at}`)]
    const lines = explain('broken Words 0 native /app', said)
      .split('\n')
      .filter(line => line.startsWith('  '))
    expect([lines.length, lines[0], lines[1], lines.at(-1)]).toEqual([
      12,
      '  cannot read /app',
      '  line 19',
      '  line 29'
    ])
  })
})

import type { StageEvent } from './progress.ts'

/** Why Julia does not take a compiled file, what mostly lies behind it, and what helps. */
type Cause = Readonly<{
  /** Matches Julia's words, from 1.5 to 1.13 (`stale_cachefile` in base/loading.jl), and those of load.jl. */
  pattern: RegExp
  cause: string
  remedy: string
}>

/**
 * Causes, the most telling first: a file that is passed over leads to others, and some are passed over in every image
 * (Julia comes with files for other flags). The first row that matches any of Julia's words is the cause.
 */
const causes: readonly Cause[] = [
  {
    pattern: /startup\.jl/,
    cause: 'A startup.jl of the image fails, or this user may not look into its home folder for one.',
    remedy:
      'Mend etc/julia/startup.jl, or leave no HOME in the image that only its owner may enter (such as ENV HOME=/root): without one, Docker gives an unknown user HOME=/.'
  },
  {
    pattern: /cannot read |could not be opened/,
    cause: 'This user cannot read the compiled files or the packages.',
    remedy:
      'Make Julia, the depot and the project readable by everyone: RUN chmod -R a+rX on their folders, as their owner and before USER.'
  },
  {
    pattern: /permission denied|EACCES|read-only file system/i,
    cause: 'The package reads or writes a file while it is loaded, and this user may not.',
    remedy:
      'Let it do that when it is used, or in a folder that everyone can use: a user that the image does not know can write neither to HOME nor to the first depot.'
  },
  {
    pattern: /__precompile__\(false\)/,
    cause: 'The package forbids that it is compiled beforehand, so every start compiles it.',
    remedy: 'Remove __precompile__(false) from it, or do without the package.'
  },
  {
    pattern: /Invalid CPU name|CPU targets specified|^(?:ERROR: )?Unable to find compatible target/,
    cause: 'Julia does not know this CPU, or its own system image has no code for it.',
    remedy: 'Name CPUs in verify-cpus that `julia -C help` prints, such as generic or haswell.'
  },
  {
    pattern:
      /Rejecting this target|compatible target|target mismatch|can't be loaded on this target|Image Targets/,
    cause: 'It holds no native code that this CPU can run: the CPU target list has no entry for it.',
    remedy:
      'Begin cpu-target with generic (auto does), or leave this CPU out of verify-cpus if the image is never to run on one.'
  },
  {
    pattern: /depot bundled with Julia, .*, is not in the depot path/,
    cause:
      'JULIA_DEPOT_PATH has no empty entry, so that the depot bundled with Julia, with its compiled standard libraries, is not searched.',
    remedy: 'Put a colon at one end of JULIA_DEPOT_PATH, as in :/opt/julia/depot.'
  },
  {
    pattern: /there is no project in JULIA_PROJECT/,
    cause: 'Julia starts without the project in this image.',
    remedy: 'Set ENV JULIA_PROJECT to the folder of the project in the image, as in ENV JULIA_PROJECT=/app.'
  },
  {
    pattern: /is none of the projects of this run/,
    cause: 'JULIA_PROJECT of the image is another project than those that were compiled.',
    remedy:
      'Name it in the input project, by its folder in the context, or set ENV JULIA_PROJECT to one that is named there.'
  },
  {
    pattern: /\bmtime\b.* has changed|mtime of include_dependency/,
    cause:
      'The time of a source file is not the one that it had when the package was compiled; Julia 1.10 and older compare times.',
    remedy:
      'Change no file after it was compiled: no touch, git checkout, sed or COPY over it in a later step. A package that writes into its own folder while it is loaded or built does it, too.'
  },
  {
    pattern: /file size of .* has changed|hash of .* has changed/,
    cause: 'The content of a source file is not the one that was compiled.',
    remedy: 'Change no file after it was compiled, and compile after everything that writes sources.'
  },
  {
    pattern: /because it is for file .* not file /,
    cause: 'The package was compiled at another path: path packages and the project belong to theirs.',
    remedy:
      'Compile where the image has it: JULIA_PROJECT and the project folder have to be the same then and now.'
  },
  {
    pattern: /uuid mapping for .* has changed/,
    cause: 'The manifest or project of the image is not the one that was compiled.',
    remedy: 'Compile the manifest that the image has, and change neither afterwards.'
  },
  {
    pattern: /preferences hash/,
    cause: 'The preferences of the package are others than when it was compiled.',
    remedy: 'Have the same LocalPreferences.toml and [preferences] in the build and in the image.'
  },
  {
    pattern: /cache header|different julia version|module (?:Core|Base)\b.* is already loaded/,
    cause: 'It was compiled by another build of Julia.',
    remedy:
      'Have the Julia in the image that compiled its depot: the julia first on the PATH is the one that counts.'
  },
  {
    pattern: /invalid checksum|Deserialization checks failed|since pkgimage .* was not found/,
    cause: 'A compiled file is damaged or half there.',
    remedy: 'Copy the depot as a whole, .ji and .so, and change nothing in it.'
  },
  {
    pattern: /is already loaded and incompatible|wrong build_id|wrong uuid/,
    cause:
      'Two versions of a package meet: one that is loaded already, and the one that this was compiled with.',
    remedy:
      'See what loads a package first: startup.jl, another project in JULIA_LOAD_PATH, a system image of your own.'
  },
  {
    pattern:
      /does not seem to be installed|is not installed, or not in the load path|dependency .* not found|does not exist|depot could not be resolved/,
    cause: 'The package is not where Julia looks for it.',
    remedy:
      'Check in the image that JULIA_PROJECT is the project that was compiled, that JULIA_LOAD_PATH (if it is set) has @, that JULIA_DEPOT_PATH holds the depot, and that the manifest names the package.'
  },
  {
    pattern: /no compiled file of /,
    cause: 'Nothing in the depot path was compiled for the package.',
    remedy:
      'Check that JULIA_DEPOT_PATH of the image holds the depot with the compiled files, that compiled/ was copied with it, and that the package could be precompiled (a warning above says if not).'
  },
  {
    pattern: /desired build_id|is missing from the cache|failed to load from cache/,
    cause: 'A package that this one was compiled with was compiled once more, so that the two do not fit.',
    remedy: 'Compile all packages of the image in one go, and none of them again in a later step.'
  },
  {
    pattern: /flags are mismatched|not available with flags|require usage of pkgimage/,
    cause: 'Julia is started with other flags than those that the package was compiled with.',
    remedy:
      'Leave --check-bounds, -O, -g, --inline and --pkgimages at their defaults, also in what wraps julia in the image.'
  }
]

/** The cause that Julia's words point to, with the words that show it. */
export function findCause(words: readonly string[]): (Cause & Readonly<{ shown: string }>) | undefined {
  for (const cause of causes) {
    const shown = words.find(line => cause.pattern.test(line))
    if (shown !== undefined) return { ...cause, shown }
  }
  return undefined
}

/** So many lines of Julia's are repeated; all of them are in the log. */
const MOST_LINES = 12

const headlines: Readonly<Record<string, (name: string) => string>> = {
  uncompiled: name => `${name} would be compiled whenever it is loaded`,
  broken: name => `${name} cannot be loaded`,
  unstarted: () => 'Julia does not start',
  environment: () => 'its environment is wrong'
}

/**
 * What the verify stage found, for the user to read: the package, as which CPU and user, Julia's reason and the usual
 * cause with its remedy.
 *
 * @param event `error verify KIND NAME UID CPU PROJECT` of the stage
 * @param words lines that the stage repeated of what Julia said
 */
export function explainLoadFailure({ platform, text }: StageEvent, words: readonly string[]): string {
  const [, kind = '', name = '', uid = '', cpu = '', ...project] = text.split(' ')
  const headline = headlines[kind]?.(name) ?? text
  const as = `as UID ${uid}${cpu === 'native' ? '' : `, on a CPU like ${cpu}`}, in ${project.join(' ')}`
  const found = findCause(words)
  const lines = words.filter(line => line !== found?.shown)
  const shown = [...(found === undefined ? [] : [found.shown]), ...lines.slice(-(MOST_LINES - 1))]
  return [
    `${platform}: the finished image does not pass: ${headline} (${as}). Julia says:`,
    ...shown.map(line => `  ${line}`),
    ...(found === undefined ? [] : [`Usual cause: ${found.cause}`, `What to do: ${found.remedy}`]),
    'Nothing was pushed, loaded or exported. The input verify: false leaves this check out.'
  ].join('\n')
}

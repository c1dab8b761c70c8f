/** Name and UUID of the registry that every Julia adds by itself when it has none. */
export const registryName = 'General'
export const registryUuid = '23338594-aafe-5451-b93e-139f81909106'

/**
 * Writes a registry in the form that Julia 1.5 to 1.13 read.
 *
 * @param {readonly import('./package-sources.mjs').Package[]} packages
 * @returns {import('./git-tree.mjs').File[]}
 */
export function makeRegistry(packages) {
  const names = [...new Set(packages.map(({ name }) => name))].sort()
  /** @type {Record<string, string>} */
  const texts = {}
  const lines = names.map(name => {
    const releases = packages.filter(release => release.name === name)
    const uuid = releases[0]?.uuid ?? ''
    const path = `${name.slice(0, 1).toUpperCase()}/${name}`
    for (const [file, text] of Object.entries(packageFiles(releases)))
      if (text) texts[`${path}/${file}`] = text
    return `${uuid} = { name = "${name}", path = "${path}" }\n`
  })
  // Nothing answers under `.invalid`: what the package server lacks fails at once instead of being looked for elsewhere.
  const head = [
    `name = "${registryName}"`,
    `uuid = "${registryUuid}"`,
    `repo = "${repository(registryName)}"`
  ]
  texts['Registry.toml'] = `${head.join('\n')}\n\n[packages]\n${lines.sort().join('')}`
  return Object.entries(texts).map(([path, text]) => ({ path, mode: '100644', content: Buffer.from(text) }))
}

/**
 * @param {readonly import('./package-sources.mjs').Package[]} releases of one package
 * @returns {Record<string, string>} text by file name; empty texts are no files
 */
function packageFiles(releases) {
  const [{ name, uuid } = { name: '', uuid: '' }] = releases
  const perVersion = (/** @type {(release: import('./package-sources.mjs').Package) => string} */ body) =>
    releases
      .map(release => ({ version: release.version, text: body(release) }))
      .filter(({ text }) => text !== '')
      .map(({ version, text }) => `["${version}"]\n${text}`)
      .join('\n')
  return {
    'Package.toml': `name = "${name}"\nuuid = "${uuid}"\nrepo = "${repository(`${name}.jl`)}"\n`,
    'Versions.toml': perVersion(({ tree }) => `git-tree-sha1 = "${tree}"\n`),
    'Deps.toml': perVersion(({ deps }) => pairs(deps)),
    'WeakDeps.toml': perVersion(({ weakdeps }) => pairs(weakdeps)),
    'Compat.toml': perVersion(({ compat, weakdeps }) => pairs(ranges(compat, name => !(name in weakdeps)))),
    'WeakCompat.toml': perVersion(({ compat, weakdeps }) => pairs(ranges(compat, name => name in weakdeps)))
  }
}

/** @param {string} name */
function repository(name) {
  return `https://packages.invalid/${name}.git`
}

/** @param {import('./package-sources.mjs').Table} table */
function pairs(table) {
  return Object.entries(table)
    .map(([name, value]) => `${name} = "${value}"\n`)
    .join('')
}

/**
 * @param {import('./package-sources.mjs').Table} compat
 * @param {(name: string) => boolean} wanted
 */
function ranges(compat, wanted) {
  const entries = Object.entries(compat).filter(([name]) => wanted(name))
  return Object.fromEntries(entries.map(([name, specifier]) => [name, toRange(specifier)]))
}

/**
 * Registries have ranges where projects have caret specifiers: `1.5` becomes `1.5.0-1`.
 *
 * @param {string} specifier
 */
export function toRange(specifier) {
  if (!/^[1-9]\d*(\.\d+){0,2}$/.test(specifier)) {
    throw new Error(`The testbed's registry knows compat entries like "1" and "1.5", not "${specifier}".`)
  }
  const [major = '', minor, patch] = specifier.split('.')
  return minor === undefined ? major : `${major}.${minor}.${patch ?? 0}-${major}`
}

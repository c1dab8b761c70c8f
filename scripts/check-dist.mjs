import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, bundledPackages, root } from './bundle.mjs'
import { licenseText } from './licenses.mjs'

const limit = 2.5 * 1024 * 1024
const dist = join(root, 'dist')
const fresh = mkdtempSync(join(tmpdir(), 'dist-'))

/** @param {string} folder @param {string} name */
const read = (folder, name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : undefined)

/** @param {string} name @returns {string | undefined} what is wrong with a committed file */
function compare(name) {
  const [committed, built] = [read(dist, name), read(fresh, name)]
  if (!committed) return `dist/${name} is missing.`
  if (!built) return `dist/${name} is no longer built.`
  return committed.equals(built) ? undefined : `dist/${name} differs from a fresh build.`
}

try {
  const files = await bundle(fresh)
  writeFileSync(join(fresh, 'licenses.txt'), licenseText(bundledPackages(files)))
  const built = readdirSync(fresh).sort()
  const sizes = built.map(name => readFileSync(join(fresh, name)).length)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  for (const [index, name] of [...built, 'total'].entries()) {
    console.log(`${((sizes[index] ?? total) / 1024).toFixed(1).padStart(9)} KiB  ${name}`)
  }
  const names = new Set([...built, ...(existsSync(dist) ? readdirSync(dist) : [])])
  const problems = [...names].map(compare).filter(problem => problem !== undefined)
  if (total > limit) problems.push(`The bundle is larger than ${limit / 1024} KiB.`)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) {
    console.error('Run `npm ci && npm run build` and commit dist/.')
    process.exitCode = 1
  } else {
    console.log('dist/ equals a fresh build.')
  }
} finally {
  rmSync(fresh, { recursive: true })
}

import { dryRun } from './dry-run.mjs'
import { plan } from './plan.mjs'

/** @type {Readonly<Record<string, Readonly<{ about: string, run: () => Promise<void> }>>>} */
const benches = {
  plan: {
    about: 'time to parse, hash, make a recipe and a key, for manifests of 10 to 1,000 packages',
    run: plan
  },
  'dry-run': {
    about: 'wall time of a dry run of the bundle, for manifests of 10 to 1,000 packages',
    run: dryRun
  }
}

const [word = ''] = process.argv.slice(2)
const bench = Object.hasOwn(benches, word) ? benches[word] : undefined
if (bench === undefined) {
  const lines = Object.entries(benches).map(([name, { about }]) => `  ${name.padEnd(8)} ${about}\n`)
  process.stderr.write(`usage: npm run bench -- <what>\n\n${lines.join('')}`)
  process.exitCode = 1
} else {
  await bench.run()
}

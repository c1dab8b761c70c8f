const usage = `usage: npm run bench [-- <what>] [options]

  compare   all contestants in all scenarios, side by side (default)
    --quick                fewer packages, one repetition, amd64 only
    --packages N           number of packages (60)
    --repetitions N        how often each is run (3)
    --scenario NAME        only this one; may be given more than once
    --contestant NAME      only this one; may be given more than once
    --note TEXT            what readers of the results have to know
    --minutes N            begin nothing more after N minutes
    --resume               keep what the results have already
    --results FILE         where they are written (bench/results.json)
  overhead  what the action itself costs: start, plan, save and restore
  plan      time to parse, hash, make a recipe and a key, for manifests of 10 to 1,000 packages
  dry-run   wall time of a dry run of the bundle, for manifests of 10 to 1,000 packages
  table     prints the table of the results
  chart     draws docs/images/bench.svg from the results
`

/** @param {readonly string[]} args */
async function main([word = 'compare', ...rest]) {
  const [what, args] = word.startsWith('--') ? ['compare', [word, ...rest]] : [word, rest]
  if (what === 'compare') {
    const { readOptions } = await import('./options.mjs')
    const { compare } = await import('./compare.mjs')
    return compare(readOptions(args))
  }
  if (what === 'plan') return (await import('./plan.mjs')).plan()
  if (what === 'dry-run') return (await import('./dry-run.mjs')).dryRun()
  if (what === 'overhead') return (await import('./overhead.mjs')).measureOverhead()
  if (what === 'table') {
    ;(await import('./show.mjs')).showTable()
    return
  }
  if (what === 'chart') {
    ;(await import('./show.mjs')).drawChart()
    return
  }
  process.stderr.write(usage)
  process.exitCode = 1
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

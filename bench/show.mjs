import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderChart } from './chart.mjs'
import { readResults } from './results.mjs'
import { renderTable } from './table.mjs'

function requireResults() {
  const results = readResults()
  if (results === undefined) throw new Error('There is no bench/results.json: npm run bench writes it.')
  return results
}

/** Prints the committed results. */
export function showTable() {
  console.log(renderTable(requireResults()))
}

/** Draws the chart that the README shows. */
export function drawChart() {
  const folder = fileURLToPath(new URL('../docs/images/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}bench.svg`, renderChart(requireResults()))
}

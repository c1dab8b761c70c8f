/*
 * Pictures of job summaries, as GitHub shows them: `docs/images/*.png`, from the reports of real runs in
 * `docs/images/reports`.
 *
 *   node scripts/summary-images.mjs           renders the reports (needs npm's registry and a `chromium` on the PATH)
 *   node scripts/summary-images.mjs --run     runs the bundle on the testbed first, for new reports
 *   node scripts/summary-images.mjs --run --platforms=linux/amd64    …for that platform alone, without emulation
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { startCacheService } from '../testbed/cache-service.mjs'
import { addresses, baseImage, root } from '../testbed/layout.mjs'
import { changeVersion } from '../testbed/packages.mjs'
import { forkPullRequestEvent, pushEvent, runAction } from '../testbed/runner.mjs'

const images = join(root, 'docs', 'images')
const reports = join(images, 'reports')

/** What a page needs; nothing of it is a dependency of the action. */
const packages = ['marked@16', 'mermaid@11', 'github-markdown-css@5']

const platforms =
  process.argv.find(each => each.startsWith('--platforms='))?.slice(12) ?? 'linux/amd64,linux/arm64'

/** Width of the column in which GitHub shows summaries. */
const width = 920

/** @param {string} file @param {(text: string) => string} change */
const edit = (file, change) => writeFileSync(file, change(readFileSync(file, 'utf8')))

/**
 * The life of a project on the testbed: a first push, one that changes nothing, a pull request that raises the
 * version of a package, and one whose image would compile when it is loaded.
 *
 * @param {string} workspace
 */
const chapters = workspace => [
  { name: 'cold', event: pushEvent(), change: () => undefined },
  { name: 'exact', event: pushEvent(), change: () => undefined },
  {
    name: 'partial',
    event: forkPullRequestEvent(),
    change: () => edit(join(workspace, 'Manifest.toml'), text => changeVersion(text, 'Phrases', '1.1.0'))
  },
  {
    name: 'failed-verify',
    event: forkPullRequestEvent(),
    change: () =>
      edit(join(workspace, 'lib/Greetings/src/Greetings.jl'), text =>
        text.replace('export greeting', 'export greeting\n\n__init__() = touch(@__FILE__)')
      )
  }
]

/** Runs the committed bundle as a workflow would, and keeps its reports. */
async function runChapters() {
  const folder = mkdtempSync(join(tmpdir(), 'summaries-'))
  const workspace = join(folder, 'hello')
  const service = await startCacheService({ port: 0, folder: join(folder, 'cache') })
  cpSync(join(root, 'examples', 'hello'), workspace, { recursive: true })
  try {
    for (const { name, event, change } of chapters(workspace)) {
      change()
      const { outputs, exitCode, log } = await runAction({
        workspace,
        home: join(folder, 'runner'),
        event,
        cache: { url: service.url },
        inputs: {
          'julia-mirror': addresses.mirror,
          'julia-version': '1.5.3',
          'pkg-server': addresses.packages,
          'base-image': baseImage,
          platforms,
          network: 'host',
          allow: 'network.host',
          tags: `${addresses.registry}/acme/hello:latest`,
          push: event.name === 'push' ? 'true' : 'false',
          'no-cache': 'true'
        }
      })
      console.log(`${name}: ended with ${exitCode}`)
      const report = outputs['report']
      if (report === undefined) throw new Error(log)
      mkdirSync(reports, { recursive: true })
      cpSync(report, join(reports, `${name}.json`))
    }
  } finally {
    await service.close()
    rmSync(folder, { recursive: true })
  }
}

/**
 * The product's own renderer.
 *
 * @param {string} folder
 * @returns {Promise<Pick<typeof import('../src/report/index.ts'), 'renderSummary'>>}
 */
async function bundleRenderer(folder) {
  const made = await rolldown({
    input: fileURLToPath(new URL('../src/report/index.ts', import.meta.url)),
    platform: 'node',
    tsconfig: false
  })
  const file = join(folder, 'renderer.mjs')
  await made.write({ file, format: 'esm' })
  await made.close()
  /** @type {unknown} */
  const renderer = await import(pathToFileURL(file).href)
  return /** @type {Pick<typeof import('../src/report/index.ts'), 'renderSummary'>} */ (renderer)
}

/** GitHub's own boxes for `> [!TIP]`, which plain Markdown has not. @param {string} html */
const drawAlerts = html =>
  html.replace(
    /<blockquote>\s*<p>\[!(\w+)\](?:\s*<\/p>)?([^]*?)<\/blockquote>/g,
    (_, /** @type {string} */ level, /** @type {string} */ inner) => {
      const name = level.charAt(0) + level.slice(1).toLowerCase()
      return `<div class="markdown-alert markdown-alert-${level.toLowerCase()}"><p class="markdown-alert-title">${name}</p>${inner}</div>`
    }
  )

/** @param {string} html */
const drawMermaid = html =>
  html.replace(
    /<pre><code class="language-mermaid">([^]*?)<\/code><\/pre>/g,
    (_, /** @type {string} */ source) => `<pre class="mermaid">${source}</pre>`
  )

/** @param {string} body @param {string} modules folder of the packages */
const page = (body, modules) => `<!doctype html><meta charset="utf-8">
<link rel="stylesheet" href="file://${modules}/github-markdown-css/github-markdown-light.css">
<style>
  body { margin: 0; background: #fff }
  .markdown-body { box-sizing: border-box; width: ${width}px; padding: 24px 32px }
  .markdown-body pre.mermaid { background: #fff; text-align: center; padding: 8px 0 }
</style>
<article class="markdown-body">${body}</article>
<script src="file://${modules}/mermaid/dist/mermaid.min.js"></script>
<script type="module">
  mermaid.initialize({ startOnLoad: false, theme: 'default' })
  await mermaid.run()
  document.documentElement.dataset.height = String(document.querySelector('article').offsetHeight)
</script>`

const chromium = process.env['CHROMIUM'] ?? 'chromium'
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--hide-scrollbars',
  '--allow-file-access-from-files',
  '--virtual-time-budget=20000'
]

/** @param {string} file @param {string} picture */
function photograph(file, picture) {
  const url = pathToFileURL(file).href
  const dom = execFileSync(chromium, [...flags, `--window-size=${width},800`, '--dump-dom', url], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024
  })
  const height = /data-height="(\d+)"/.exec(dom)?.[1]
  if (height === undefined) throw new Error(`${file} was not drawn to its end.`)
  const size = [
    `--window-size=${width},${height}`,
    '--force-device-scale-factor=1.5',
    `--screenshot=${picture}`
  ]
  execFileSync(chromium, [...flags, ...size, url], { stdio: 'ignore' })
}

async function drawAll() {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'))
  try {
    execFileSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', ...packages], {
      stdio: 'inherit'
    })
    const modules = join(folder, 'node_modules')
    const { renderSummary } = await bundleRenderer(folder)
    /** @type {unknown} */
    const imported = await import(pathToFileURL(join(modules, 'marked/lib/marked.esm.js')).href)
    const { marked } = /** @type {{ marked: { parse: (text: string) => string } }} */ (imported)
    for (const name of readdirSync(reports).filter(each => each.endsWith('.json'))) {
      /** @type {unknown} */
      const report = JSON.parse(readFileSync(join(reports, name), 'utf8'))
      const markdown = renderSummary(/** @type {import('../src/report/index.ts').Report} */ (report))
      const file = join(folder, name.replace(/json$/, 'html'))
      writeFileSync(file, page(drawMermaid(drawAlerts(marked.parse(markdown))), modules))
      photograph(file, join(images, `summary-${name.replace(/json$/, 'png')}`))
      console.log(`docs/images/summary-${name.replace(/json$/, 'png')}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (process.argv.includes('--run')) await runChapters()
await drawAll()

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { tellChecks } from '../../src/bake/checks.ts'
import { transcribe } from '../../src/bake/progress.ts'
import { makeLog } from '../make-deps.ts'
import { makeImage } from './make-image.ts'

/** As buildx 0.29 really tells them, twice. */
const lines = readFileSync(new URL('fixtures/checks.txt', import.meta.url), 'utf8').split('\n')
const source = 'FROM scratch as a\nCOPY x /x\nENV FOO bar\nCMD echo hi\n'
const url = 'https://docs.docker.com/go/dockerfile/rule'

function read() {
  const { read, transcript } = transcribe(() => undefined)
  ;[...lines, ...lines].forEach(read)
  return transcript().checks
}

describe('the checks of BuildKit', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'checks-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  async function tell(dockerfile: string): Promise<readonly unknown[]> {
    const told: unknown[] = []
    const { target, ...rest } = makeImage()
    const { image } = target
    if (image === undefined) throw new Error('no image')
    const own = { ...rest, target: { ...target, image: { ...image, context: folder, dockerfile } } }
    const log = { ...makeLog().log, warning: (...words: unknown[]) => void told.push(words) }
    await tellChecks(read(), own, { log, env: { GITHUB_WORKSPACE: folder } })
    return told
  }

  it("are shown in the user's Dockerfile, each once", async () => {
    writeFileSync(join(folder, 'App.dockerfile'), source)
    const at = (startLine: number) => ({ title: 'Dockerfile', file: 'App.dockerfile', startLine })
    expect(await tell('App.dockerfile')).toEqual([
      [`FromAsCasing: 'as' and 'FROM' keywords' casing do not match (${url}/from-as-casing/)`, at(1)],
      [
        `LegacyKeyValueFormat: "ENV key=value" should be used instead of legacy "ENV key value" format (${url}/legacy-key-value-format/)`,
        at(3)
      ],
      [
        `JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals (${url}/json-args-recommended/)`,
        at(4)
      ]
    ])
  })

  it('are not shown where no Dockerfile of the bake is the one', async () => {
    writeFileSync(join(folder, 'App.dockerfile'), `${source}USER nobody\n`)
    expect(await tell('App.dockerfile')).toEqual([])
  })
})

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { runAction } from '../testbed/runner.mjs'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'))
  mkdirSync(join(folder, 'work'))
})

afterEach(() => rmSync(folder, { recursive: true }))

/** Runs the committed bundle, without Docker or a network within its reach. */
const runBundle = (inputs: Record<string, string>) =>
  runAction({
    inputs,
    workspace: join(folder, 'work'),
    home: join(folder, 'home'),
    env: { PATH: join(folder, 'empty'), HTTPS_PROXY: 'http://127.0.0.1:1' }
  })

describe('the committed bundle stops at a wrong input before any work, with one message', () => {
  test.each([
    {
      description: 'a platform that Julia does not know',
      inputs: { platforms: 'linux/amd64,linux/sparc' },
      message:
        /^platforms: "linux\/sparc" is not a platform that Julia is built for\. Allowed: linux\/amd64, /
    },
    {
      description: 'an unknown cache mode',
      inputs: { cache: 'maybe' },
      message: /^cache: "maybe" is not a way to use the cache\. Allowed: true, restore-only, false\. /
    },
    {
      description: 'a push to nowhere',
      inputs: { push: 'true' },
      message: /^push: "true" needs tags: name where the image goes/
    },
    {
      description: 'a folder without a project',
      inputs: { project: 'nowhere' },
      message: /^project: .*nowhere has no Project\.toml\. Name a folder that holds a Project\.toml /
    }
  ])('$description', async ({ inputs, message }) => {
    const { exitCode, log, annotations, outputs, summary } = await runBundle(inputs)
    expect({ exitCode, outputs, summary }).toEqual({ exitCode: 1, outputs: {}, summary: '' })
    expect(annotations).toEqual([{ level: 'error', message: expect.stringMatching(message) }])
    expect(log.split('\n')).toHaveLength(1)
  })
})

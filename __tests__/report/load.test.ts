import { describe, expect, it } from '@jest/globals'
import { readLoads } from '../../src/report/index.ts'

const events = (platform: string, ...said: readonly string[]) =>
  said.map(line => {
    const [kind = '', ...text] = line.split(' ')
    return { platform, kind, text: text.join(' ') }
  })

describe('readLoads', () => {
  it('reads what the verify stage of a platform tells, load by load', () => {
    const told = [
      ...events(
        'linux/amd64',
        'stage verify',
        'loading 0 native /app',
        'package 0.5 Words',
        'package 0.412 App'
      ),
      ...events('linux/arm64', 'loading 0 native /app', 'package 9.5 Words', 'loaded 9.5 0 native /app'),
      ...events('linux/amd64', 'loaded 0.912 0 native /app', 'loading 12345 haswell /app/my tools'),
      ...events('linux/amd64', 'package 0.3 Words', 'loaded 0.3 12345 haswell /app/my tools')
    ]
    expect(readLoads(told, 'linux/amd64')).toEqual([
      {
        project: '/app',
        uid: '0',
        cpu: 'native',
        seconds: 0.912,
        packages: [
          { name: 'Words', seconds: 0.5 },
          { name: 'App', seconds: 0.412 }
        ]
      },
      {
        project: '/app/my tools',
        uid: '12345',
        cpu: 'haswell',
        seconds: 0.3,
        packages: [{ name: 'Words', seconds: 0.3 }]
      }
    ])
  })

  it.each([
    { description: 'the stage did not run', said: [] },
    {
      description: 'the first load failed',
      said: ['stage verify', 'loading 0 native /app', 'package 0.5 Words']
    }
  ])('gives none where $description', ({ said }) => {
    expect(readLoads(events('linux/amd64', ...said), 'linux/amd64')).toEqual([])
  })
})

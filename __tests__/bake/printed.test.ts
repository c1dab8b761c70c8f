import { describe, expect, it } from '@jest/globals'
import { readPrinted } from '../../src/bake/printed.ts'

describe('readPrinted', () => {
  it('reads objects, as a newer buildx prints them, as they are written in a bake file', () => {
    const printed = {
      group: { default: { targets: ['api', 'web'] }, more: { targets: ['web'] } },
      target: {
        api: {
          context: '.',
          contexts: { base: 'target:base' },
          dockerfile: 'Dockerfile',
          args: { A: '$${x} %%{y} $z' },
          'cache-from': [{ ref: 'a/b:c', type: 'registry' }],
          secret: [{ id: 'tok', env: 'TOK' }],
          ssh: [{ id: 'default' }, { id: 'k', paths: ['a', 'b'] }],
          output: [{ type: 'image', push: 'true', 'annotation.x': 'a,b "c"' }],
          attest: [{ mode: 'max', type: 'provenance' }],
          entitlements: ['network.host'],
          'shm-size': '128m'
        },
        web: { context: 'web' }
      }
    }
    expect(readPrinted(JSON.stringify(printed))).toEqual({
      group: { default: { targets: ['api', 'web'] } },
      target: {
        api: {
          context: '.',
          contexts: { base: 'target:base' },
          dockerfile: 'Dockerfile',
          args: { A: '${x} %{y} $z' },
          'cache-from': ['ref=a/b:c,type=registry'],
          secret: ['id=tok,env=TOK'],
          ssh: ['default', 'k=a,b'],
          output: ['type=image,push=true,"annotation.x=a,b ""c"""'],
          attest: ['mode=max,type=provenance'],
          entitlements: ['network.host'],
          'shm-size': '128m'
        },
        web: { context: 'web' }
      }
    })
  })

  it('reads strings, as an older buildx prints them', () => {
    const target = { context: '.', output: ['type=registry'], ssh: ['default'], secret: ['id=a,env=A'] }
    const printed = { group: { default: { targets: ['api'] } }, target: { api: target } }
    expect(readPrinted(JSON.stringify(printed)).target['api']).toEqual(target)
  })

  it('names each target of groups in groups once', () => {
    const group = {
      default: { targets: ['service', 'web', 'greeter'] },
      service: { targets: ['greeter', 'mailer'] }
    }
    expect(readPrinted(JSON.stringify({ group, target: {} })).group.default.targets).toEqual([
      'greeter',
      'mailer',
      'web'
    ])
  })

  it('takes the working directory for a context that is not named', () => {
    expect(readPrinted('{"group": {"default": {"targets": []}}, "target": {"api": {}}}')).toEqual({
      group: { default: { targets: [] } },
      target: { api: { context: '.' } }
    })
  })
})

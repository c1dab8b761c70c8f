import { describe, expect, it } from '@jest/globals'
import { explainEnvironment } from '../../src/bake/environment.ts'

const good = {
  uid: '0',
  julia: '/usr/local/julia/bin/julia',
  version: '1.12.7',
  depotPath: ':/opt/julia/depot',
  depots: ['/root/.julia', '/opt/julia/depot', '/usr/local/julia/share/julia'],
  project: '/app',
  folder: '/app',
  cpuTarget: null
}
const platform = 'linux/amd64'
const explain = (...found: readonly object[]): readonly string[] =>
  explainEnvironment(
    found.map(each => ({ platform, kind: 'environment', text: JSON.stringify(each) })),
    platform,
    { version: '1.12.7', passes: ['generic;haswell'] }
  )

describe('explainEnvironment', () => {
  it('has nothing to say of what was compiled', () => {
    expect(explain(good, { ...good, cpuTarget: 'generic;haswell' })).toEqual([])
  })

  it.each([
    {
      description: 'another version',
      found: { ...good, version: '1.11.2' },
      line: 'Julia is 1.11.2, and the packages were compiled by 1.12.7, so that all of them would be compiled again.'
    },
    {
      description: 'another version at another place',
      found: { ...good, version: '1.11.2', julia: '/usr/bin/julia' },
      line: 'Julia is 1.11.2, and the packages were compiled by 1.12.7, so that all of them would be compiled again. The julia first on the PATH is /usr/bin/julia, and that of the context julia is /usr/local/julia/bin/julia.'
    },
    {
      description: 'another copy of the same version',
      found: { ...good, julia: '/usr/bin/julia' },
      line: 'julia is another one than was copied, of the same version. The julia first on the PATH is /usr/bin/julia, and that of the context julia is /usr/local/julia/bin/julia. Put /usr/local/julia/bin first in PATH.'
    },
    {
      description: 'no depot path',
      found: { ...good, depotPath: null, depots: ['/root/.julia'] },
      line: 'JULIA_DEPOT_PATH is not set: it does not hold /opt/julia/depot, where the compiled packages are. Set ENV JULIA_DEPOT_PATH=:/opt/julia/depot.'
    },
    {
      description: 'our depot in front',
      found: { ...good, depotPath: '/opt/julia/depot:', depots: ['/opt/julia/depot', '/root/.julia'] },
      line: 'JULIA_DEPOT_PATH is "/opt/julia/depot:": /opt/julia/depot comes first, so that packages are added and scratch spaces written there, where a user other than root cannot. Set ENV JULIA_DEPOT_PATH=:/opt/julia/depot.'
    },
    {
      description: 'no project',
      found: { ...good, project: null },
      line: 'JULIA_PROJECT is not set: `julia` starts without the project in /app, unless --project names it. Set ENV JULIA_PROJECT=/app.'
    },
    {
      description: 'other CPU targets',
      found: { ...good, cpuTarget: 'native' },
      line: 'JULIA_CPU_TARGET is "native", and the packages were compiled for "generic;haswell": what is compiled in the image is for other CPUs. Leave it out, or set the input cpu-target to it.'
    }
  ])('explains $description, once for all users', ({ found, line }) => {
    expect(explain(found, { ...found, uid: '12345' })).toEqual([line])
  })

  it('leaves other platforms to themselves, and Julia before 1.9, which has no native code', () => {
    const events = [
      { platform, kind: 'environment', text: JSON.stringify({ ...good, cpuTarget: 'native' }) },
      { platform: 'linux/arm64', kind: 'environment', text: JSON.stringify({ ...good, project: null }) },
      { platform, kind: 'message', text: 'x' },
      { platform, kind: 'environment', text: '{' }
    ]
    const compiled = { version: '1.12.7', passes: [''] }
    expect(explainEnvironment(events.slice(0, 3), platform, compiled)).toEqual([])
  })
})

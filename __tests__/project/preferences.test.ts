import { expect, test } from '@jest/globals'
import { honouredPreferences } from '../../src/project/preferences.ts'
import { parseProject } from '../../src/project/project.ts'
import { parseToml } from '../../src/project/toml.ts'

const [a, b, c, app] = [
  '7876af07-990d-54b4-ab0e-23690620f79a',
  '682c06a0-de6a-54ab-a142-c8b1cf79cde6',
  '8dfed614-e22c-5e08-85e1-65c5234f0b40',
  '69de0a69-1ddd-5017-9359-2bf0b02dc9f0'
]
const layer = (project: string, local = '') => ({
  project: parseProject(project, 'P'),
  local: parseToml(local, 'L'),
  localFile: 'L'
})

const table = [
  {
    description: 'count for the project itself and for what [deps], [extras] and [weakdeps] name',
    layers: [
      layer(
        `name = "App"\nuuid = "${app}"\n[deps]\nA = "${a}"\n[extras]\nB = "${b}"\n[weakdeps]\nC = "${c}"`,
        '[App]\nx = 1\n[A]\nx = 2\n[B]\nx = 3\n[C]\nx = 4'
      )
    ],
    expected: { [app]: { x: 1n }, [a]: { x: 2n }, [b]: { x: 3n }, [c]: { x: 4n } }
  },
  {
    description: 'do not count for packages that only the manifest names',
    layers: [layer(`[deps]\nA = "${a}"`, '[B]\nx = 1')],
    expected: {}
  },
  {
    description: 'of the local file go over those of the project, key by key',
    layers: [
      layer(
        `[deps]\nA = "${a}"\n[preferences.A]\nx = 1\ny = 1\n[preferences.A.t]\np = 1\nq = 1`,
        '[A]\ny = 2\n[A.t]\nq = 2'
      )
    ],
    expected: { [a]: { x: 1n, y: 2n, t: { p: 1n, q: 2n } } }
  },
  {
    description: 'can be cleared by the local file',
    layers: [layer(`[deps]\nA = "${a}"\n[preferences.A]\nx = 1\ny = 1`, '[A]\n__clear__ = ["x"]\nz = 3')],
    expected: { [a]: { y: 1n, z: 3n } }
  },
  {
    description: 'keep the `__clear__` of a table inside, which Julia hashes with it',
    layers: [
      layer(
        `[deps]\nA = "${a}"\nB = "${b}"\n[preferences.A.t]\np = 1\nq = 1`,
        '[A]\n__clear__ = ["u"]\n[A.t]\n__clear__ = ["p"]\nr = 2\n[B.t]\n__clear__ = ["p"]'
      )
    ],
    expected: { [a]: { t: { __clear__: ['p'], q: 1n, r: 2n } }, [b]: { t: { __clear__: ['p'] } } }
  },
  {
    description: 'are cleared only by a list of texts',
    layers: [layer(`[deps]\nA = "${a}"\n[preferences.A]\nx = 1`, '[A]\n__clear__ = ["x", 1]')],
    expected: { [a]: { x: 1n } }
  },
  {
    description: 'that a local file only clears are none',
    layers: [layer(`[deps]\nA = "${a}"`, '[A]\n__clear__ = ["x"]')],
    expected: {}
  },
  {
    description: 'of an inner project go over those of the workspace',
    layers: [
      layer(`[deps]\nA = "${a}"`, '[A]\nx = "inner"'),
      layer(`[deps]\nA = "${a}"\nB = "${b}"`, '[A]\nx = "outer"\ny = "outer"\n[B]\nx = "outer"')
    ],
    expected: { [a]: { x: 'inner', y: 'outer' }, [b]: { x: 'outer' } }
  }
]

test.each(table)('preferences $description', ({ layers, expected }) => {
  expect(honouredPreferences(layers)).toEqual(expected)
})

test('preferences that are no table are refused', () => {
  expect(() => honouredPreferences([layer(`[deps]\nA = "${a}"`, 'A = 1')])).toThrow(
    'L: the preferences of `A` are not a table. Write the preferences of a package as a table: [A].'
  )
})

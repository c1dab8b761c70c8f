import { describe, expect, test } from '@jest/globals'
import { readEnvironment, requireManifest } from '../../src/project/environment.ts'
import { hashTree } from '../../src/project/hash-tree.ts'
import { parseManifest } from '../../src/project/manifest.ts'
import { writeManifest } from '../../src/project/manifest-text.ts'
import { makeRecipe } from '../../src/project/recipe.ts'
import { fixture, fixturePath } from './samples.ts'

const blas = ['Artifacts', 'CompilerSupportLibraries_jll', 'Libdl', 'LinearAlgebra', 'OpenBLAS_jll']

const table = [
  {
    description: 'Julia 1.0 to 1.6, format 1.0',
    folder: 'v1.0',
    julia: '1.5.3',
    stdlibs: ['Dates', 'Mmap', 'Printf', 'Unicode'],
    packages: ['Example', 'Parsers', 'JSON'],
    extensions: []
  },
  {
    description: 'Julia 1.10, whose standard libraries have no versions',
    folder: 'julia-1.10',
    julia: '1.10.11',
    stdlibs: [...blas, 'Dates', 'Mmap', 'Printf', 'Unicode', 'libblastrampoline_jll'],
    packages: ['DelimitedFiles', 'DocStringExtensions', 'IrrationalConstants', 'LogExpFunctions'],
    extensions: []
  },
  {
    description: 'Julia 1.12, with an upgraded standard library, a repository, a path and extensions',
    folder: 'julia-1.12',
    julia: '1.12.4',
    stdlibs: [
      ...blas,
      'Random',
      'SHA',
      'Serialization',
      'SparseArrays',
      'SuiteSparse_jll',
      'libblastrampoline_jll'
    ],
    packages: [
      'DocStringExtensions',
      'InverseFunctions',
      'IrrationalConstants',
      'LogExpFunctions',
      'SnoopCompileCore',
      'Statistics'
    ],
    extensions: ['LogExpFunctionsInverseFunctionsExt', 'SparseArraysExt']
  },
  {
    description: 'Julia 1.13, format 2.1, with two registries',
    folder: 'julia-1.13',
    julia: '1.13.0',
    stdlibs: [],
    packages: ['Example', 'IrrationalConstants'],
    extensions: []
  }
]

describe('a manifest as Pkg writes it', () => {
  test.each(table)('of $description is written back as it was', ({ folder }) => {
    const text = fixture(`${folder}/Manifest.toml`)
    const kept = text.split('\n').filter(line => !/^(#|project_hash)/.test(line))
    expect(writeManifest(parseManifest(text, 'M')).trim()).toBe(kept.join('\n').trim())
  })

  test.each(table)(
    'of $description gives its environment and its recipe',
    async ({ folder, julia, stdlibs, packages, extensions }) => {
      const environment = requireManifest(await readEnvironment(fixturePath(folder), { juliaVersion: julia }))
      const tree = hashTree(environment, { juliaVersion: julia })
      const recipe = makeRecipe(environment, tree)
      expect(environment.warnings).toEqual([])
      expect({
        stdlibs: tree.nodes
          .filter(({ stdlib }) => stdlib)
          .map(({ name }) => name)
          .sort(),
        packages: recipe.packages.map(({ name }) => name),
        extensions: recipe.extensions.map(({ name }) => name)
      }).toEqual({ stdlibs: stdlibs.toSorted(), packages, extensions })
    }
  )
})

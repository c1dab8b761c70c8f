import { expect, test } from '@jest/globals'
import { isCompatible, parseCompat, printCompat } from '../../src/project/compat.ts'

const table = [
  { spec: '1', printed: '1', inside: ['1.0.0', '1.99.0'], outside: ['0.9.9', '2.0.0'] },
  { spec: '^1.2', printed: '1.2.0 - 1', inside: ['1.2.0', '1.9.0'], outside: ['1.1.9', '2.0.0'] },
  { spec: '0.5', printed: '0.5', inside: ['0.5.0', '0.5.9'], outside: ['0.4.9', '0.6.0'] },
  { spec: '0.5.2', printed: '0.5.2 - 0.5', inside: ['0.5.2'], outside: ['0.5.1', '0.6.0'] },
  { spec: '0.0.3', printed: '0.0.3', inside: ['0.0.3'], outside: ['0.0.2', '0.0.4'] },
  { spec: '0.0', printed: '0.0', inside: ['0.0.7'], outside: ['0.1.0'] },
  { spec: '0', printed: '0', inside: ['0.9.0'], outside: ['1.0.0'] },
  { spec: '~1.2.3', printed: '1.2.3 - 1.2', inside: ['1.2.3', '1.2.9'], outside: ['1.3.0'] },
  { spec: '~1', printed: '1', inside: ['1.9.0'], outside: ['2.0.0'] },
  { spec: '= 1.2.3', printed: '1.2.3', inside: ['1.2.3', '1.2.3+1'], outside: ['1.2.4'] },
  { spec: '>= 1.2', printed: '1.2.0 - *', inside: ['1.2.0', '7.0.0'], outside: ['1.1.0'] },
  { spec: '≥2', printed: '2.0.0 - *', inside: ['3.0.0'], outside: ['1.0.0'] },
  { spec: '< 2', printed: '0.0.0 - 1', inside: ['0.1.0', '1.9.9'], outside: ['2.0.0'] },
  { spec: '< 1.2.3', printed: '0.0.0 - 1.2.2', inside: ['1.2.2'], outside: ['1.2.3'] },
  { spec: '1.2 - 4.5', printed: '1.2 - 4.5', inside: ['1.2.0', '4.5.9'], outside: ['4.6.0'] },
  { spec: '0.5, 1.2, 2', printed: '[0.5, 1.2.0 - 2]', inside: ['0.5.1', '2.3.0'], outside: ['1.1.0'] },
  { spec: '2, 0.5', printed: '[0.5, 2]', inside: ['2.0.0'], outside: ['1.0.0'] }
] as const

test.each(table)('"$spec" is $printed', ({ spec, printed, inside, outside }) => {
  const compat = parseCompat(spec) ?? []
  expect({
    printed: printCompat(compat, ' - '),
    inside: inside.filter(version => isCompatible(version, compat)),
    outside: outside.filter(version => !isCompatible(version, compat))
  }).toEqual({ printed, inside, outside })
})

test.each(['', 'latest', '1.2.3.4', '1.x', '> 1', '1 2'])('"%s" is no version specifier', spec => {
  expect(parseCompat(spec)).toBeUndefined()
})

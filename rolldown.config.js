import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'rolldown'
import { minifySync } from 'rolldown/utils'

/** One bundle for each action of this repository. */
const entries = ['main', 'merge'].filter(name => existsSync(new URL(`src/${name}.ts`, import.meta.url)))

/**
 * Takes the white space out of other people's code, a third of its size; ours stays readable in `dist/`.
 *
 * @type {import('rolldown').Plugin}
 */
const shrinkVendor = {
  name: 'shrink-vendor',
  renderChunk: (code, chunk) =>
    chunk.name === 'vendor'
      ? minifySync('vendor.js', code, {
          module: true,
          compress: false,
          mangle: false,
          codegen: { removeWhitespace: true }
        }).code
      : null
}

export default defineConfig({
  input: Object.fromEntries(entries.map(name => [name, `src/${name}.ts`])),
  platform: 'node',
  tsconfig: false,
  // The same code as its makers shorten it.
  resolve: {
    alias: {
      openpgp: fileURLToPath(new URL('node_modules/openpgp/dist/node/openpgp.min.mjs', import.meta.url))
    }
  },
  transform: { target: 'node20' },
  plugins: [shrinkVendor],
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    minify: false,
    minifyInternalExports: false,
    comments: { legal: false, annotation: false, jsdoc: true },
    codeSplitting: {
      groups: [
        { name: 'vendor', test: /node_modules|rolldown[/\\]runtime/ },
        { name: 'shared', test: /[/\\]src[/\\]/, minShareCount: 2 }
      ]
    }
  }
})

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { startCacheService } from './cache-service.mjs'
import { mirrorFolder } from './julia.mjs'
import { ports, state } from './layout.mjs'
import { storeFolder } from './packages.mjs'
import { accessLog } from './services.mjs'
import { serveFolder } from './static-server.mjs'

/** The background process of services.mjs: all of the testbed's servers that are our own. */

/** @param {import('./services.mjs').Service} service */
const logTo = service => (/** @type {object} */ entry) =>
  appendFileSync(accessLog(service), `${JSON.stringify(entry)}\n`)

await serveFolder({ port: ports.mirror, folder: mirrorFolder, log: logTo('mirror') })
await serveFolder({ port: ports.packages, folder: storeFolder, log: logTo('packages') })
await startCacheService({ port: ports.cache, folder: join(state, 'cache'), log: logTo('cache') })
console.log(`${new Date().toISOString()} serving on ports ${ports.mirror}, ${ports.packages}, ${ports.cache}`)
process.once('SIGTERM', () => process.exit(0))

import { up } from './main.mjs'

/** Jest's global setup for the end-to-end tests. The testbed stays up after them: the next run starts in seconds. */
export default async function setup() {
  // Jest has left the cursor in the middle of a line.
  process.stdout.write('\n')
  await up()
}

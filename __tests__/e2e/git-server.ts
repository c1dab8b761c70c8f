import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'

type GitServer = Readonly<{ url: string; close: () => Promise<void> }>

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t.invalid', ...args], {
    encoding: 'utf8'
  }).trim()

/** A repository `NAME.git` in `root` with one commit; gives the hash of its tree. */
export function makeRepository(
  root: string,
  name: string,
  files: Readonly<Record<string, string | Buffer>>
): string {
  const folder = join(root, `${name}.git`)
  mkdirSync(folder, { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  git(folder, 'init', '--quiet', '--initial-branch=main')
  git(folder, 'add', '.')
  git(folder, 'commit', '--quiet', '--message', 'All of it')
  return git(folder, 'rev-parse', 'HEAD^{tree}')
}

/** Hands a request to git's own server (https://git-scm.com/docs/git-http-backend). */
function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: pathname,
      QUERY_STRING: searchParams.toString(),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? ''
    }
  })
  request.pipe(backend.stdin)
  const pieces: Buffer[] = []
  backend.stdout.on('data', (piece: Buffer) => pieces.push(piece))
  backend.once('close', () => {
    const answer = Buffer.concat(pieces)
    const end = answer.indexOf('\r\n\r\n')
    const head = answer.subarray(0, end).toString().split('\r\n')
    const headers = head.map(line => [line.split(': ')[0] ?? '', line.slice(line.indexOf(': ') + 2)] as const)
    const status = headers.find(([name]) => name === 'Status')?.[1].slice(0, 3) ?? '200'
    response.writeHead(Number(status), Object.fromEntries(headers.filter(([name]) => name !== 'Status')))
    response.end(answer.subarray(end + 4))
  })
}

/** Serves the repositories in `root` to whoever has this name and password, as `NAME:PASSWORD`. */
export async function startGitServer(root: string, login: string): Promise<GitServer> {
  const wanted = `Basic ${Buffer.from(login).toString('base64')}`
  const server = createServer((request, response) => {
    if (request.headers.authorization === wanted) {
      serve(root, request, response)
      return
    }
    response.writeHead(401, { 'www-authenticate': 'Basic realm="packages"' }).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise(resolve => server.close(() => resolve()))
  }
}

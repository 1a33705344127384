import { createReadStream, realpathSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { TerminalError } from '../../../engine/api/errors.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

/** Vite puts what it names by content into `assets/`. */
const ASSET_CACHING = 'public, max-age=31536000, immutable'

/**
 * Serves the renderer's files. They hold no secrets, so they need no session; the page gets nowhere without one.
 *
 * @throws TerminalError `host/not-found` for whatever is not a file of a known type inside the directory, wherever links lead.
 */
export const serveFiles = async (
  request: IncomingMessage,
  response: ServerResponse,
  options: { readonly directory: string; readonly path: string },
): Promise<void> => {
  const relative = options.path === '/' ? '/index.html' : safePath(options.path)
  const type = types[extname(relative).toLowerCase()]
  if ((request.method !== 'GET' && request.method !== 'HEAD') || type === undefined) throw notFound()
  const { file, size, modifiedMs } = await locate(options.directory, relative)
  const tag = `"${size.toString(16)}-${Math.trunc(modifiedMs).toString(16)}"`
  const caching = relative.startsWith('/assets/') ? ASSET_CACHING : 'no-cache'
  const headers = { 'cache-control': caching, etag: tag }
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end()
    return
  }
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': size })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(file), response).catch(() => response.destroy())
}

/** Decodes a path once and refuses what could lead out of a directory. */
const safePath = (path: string): string => {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    throw notFound()
  }
  const isPlain = decoded.split('/').every((part, index) => index === 0 || (part !== '' && !part.startsWith('.')))
  if (!isPlain || /[\0\\:]/.test(decoded)) throw notFound()
  return decoded
}

const locate = async (directory: string, relative: string) => {
  try {
    const root = realpathSync(directory)
    const file = await realpath(join(root, relative))
    const facts = await stat(file)
    if (file.startsWith(root + sep) && facts.isFile()) return { file, size: facts.size, modifiedMs: facts.mtimeMs }
  } catch {
    // not there: as below
  }
  throw notFound()
}

const notFound = () => new TerminalError('host/not-found', 'There is nothing here.')

import { extname, isAbsolute, join, relative } from 'node:path'
import { parseUrl } from '../parseUrl.ts'
import { APP_HOST, APP_SCHEME } from './appOrigin.ts'

/** A file of the screens and the MIME type it has. */
export interface AppFile {
  readonly path: string
  readonly contentType: string
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

/**
 * The file under `root` that an `app://quantera/` address means, or nothing: another host, a path out of the folder in whatever
 * spelling, a type that the screens don't have.
 */
export const resolveAppPath = (url: string, root: string): AppFile | undefined => {
  const address = parseUrl(url)
  if (address?.protocol !== `${APP_SCHEME}:` || address.host !== APP_HOST) return undefined
  const decoded = decode(address.pathname)
  // `URL` has resolved plain dots; encoded slashes, backslashes and dots come out only now.
  if (decoded === undefined || /[\0\\]/.test(decoded) || decoded.split('/').includes('..')) return undefined
  const path = join(root, decoded === '/' ? 'index.html' : decoded)
  const inside = relative(root, path)
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return undefined
  const contentType = contentTypes[extname(path).toLowerCase()]
  return contentType === undefined ? undefined : { path, contentType }
}

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

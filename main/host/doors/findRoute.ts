/** The JSON-RPC of a network: the desk's own one without `network`. */
export type RpcRoute = {
  readonly door: 'rpc'
  readonly network: string | undefined
  readonly key: string | undefined
}

/** Which door a request is for. */
export type DoorRoute =
  | { readonly door: 'rest' | 'socket' | 'openapi' | 'reference' | 'nowhere' }
  | RpcRoute
  | { readonly door: 'open'; readonly code: string }
  | { readonly door: 'files'; readonly path: string }

/**
 * Finds the door of a request target (RFC 9112 §3.2.1: origin-form only; the absolute form of proxies leads nowhere). The path is
 * not decoded here.
 */
export const findRoute = (target: string): DoorRoute => {
  if (!target.startsWith('/') || target.startsWith('//')) return { door: 'nowhere' }
  const [path = '/'] = target.split('?', 1)
  if (path === '/api/ws') return { door: 'socket' }
  if (path === '/api' || path.startsWith('/api/')) return { door: 'rest' }
  if (path === '/rpc' || path.startsWith('/rpc/')) return findRpcRoute(path.split('/').slice(2))
  if (path.startsWith('/open/')) return { door: 'open', code: path.slice('/open/'.length) }
  if (path === '/openapi.json') return { door: 'openapi' }
  if (path === '/reference') return { door: 'reference' }
  return { door: 'files', path }
}

const keyPattern = /^[0-9a-f]{64}$/

/** `/rpc`, `/rpc/<key>`, `/rpc/<network>`, `/rpc/<network>/<key>`. A network's id is never 64 hexadecimal digits. */
const findRpcRoute = ([first, second, ...more]: readonly string[]): DoorRoute => {
  if (more.length > 0) return { door: 'nowhere' }
  if (first === undefined) return { door: 'rpc', network: undefined, key: undefined }
  if (second !== undefined) return { door: 'rpc', network: first, key: second }
  if (keyPattern.test(first)) return { door: 'rpc', network: undefined, key: first }
  return { door: 'rpc', network: first, key: undefined }
}

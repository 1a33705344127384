/** Which door a request is for. */
export type DoorRoute =
  | { readonly door: 'rest' | 'socket' | 'openapi' | 'reference' | 'nowhere' }
  | { readonly door: 'rpc'; readonly key: string | undefined }
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
  if (path === '/rpc') return { door: 'rpc', key: undefined }
  if (path.startsWith('/rpc/')) return { door: 'rpc', key: path.slice('/rpc/'.length) }
  if (path.startsWith('/open/')) return { door: 'open', code: path.slice('/open/'.length) }
  if (path === '/openapi.json') return { door: 'openapi' }
  if (path === '/reference') return { door: 'reference' }
  return { door: 'files', path }
}

import type { IncomingHttpHeaders } from 'node:http'

/** What a request shows for itself. */
export type Credential =
  | { readonly kind: 'token'; readonly secret: string }
  | { readonly kind: 'session'; readonly secret: string }
  | { readonly kind: 'none' }
  /** An `Authorization` that is neither Bearer nor Basic, or not well formed. */
  | { readonly kind: 'unreadable' }

const none: Credential = { kind: 'none' }
const unreadable: Credential = { kind: 'unreadable' }

/**
 * Reads the credential of a request: `Authorization: Bearer <token>` (RFC 6750 §2.1), `Authorization: Basic` with the token as
 * password (RFC 7617; for clients that take a URL alone), or the session's cookie. An `Authorization` header goes before a cookie.
 */
export const readCredential = (headers: IncomingHttpHeaders, cookieName: string): Credential => {
  if (headers.authorization !== undefined) return readAuthorization(headers.authorization)
  const sessionId = readCookie(headers.cookie, cookieName)
  return sessionId === undefined ? none : { kind: 'session', secret: sessionId }
}

const readAuthorization = (header: string): Credential => {
  const [, scheme = '', value = ''] = /^([A-Za-z]+) +([^\s]{1,1024})$/.exec(header) ?? []
  if (scheme.toLowerCase() === 'bearer') return { kind: 'token', secret: value }
  if (scheme.toLowerCase() !== 'basic') return unreadable
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  const secret = colon < 0 ? '' : pair.slice(colon + 1)
  return secret === '' ? unreadable : { kind: 'token', secret }
}

/** The value of one cookie (RFC 6265 §4.2.1); of several with the name, the first. */
const readCookie = (header: string | undefined, name: string): string | undefined => {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}

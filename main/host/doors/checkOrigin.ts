import type { IncomingHttpHeaders } from 'node:http'
import { TerminalError } from '../../../engine/api/errors.ts'

/** The origin of the renderer inside Electron. */
const SHELL_ORIGIN = 'app://quantera'

/** Where the desk is reached: `host:port` values that a request's `Host` may have. */
export type AllowedHosts = ReadonlySet<string>

/**
 * The hosts of a desk on `port`: loopback by every name, and those configured. Port 80 needs no port in `Host` (RFC 9110 §7.2).
 */
export const createAllowedHosts = (port: number, configured: readonly string[] = []): AllowedHosts => {
  const loopback = ['127.0.0.1', 'localhost', '[::1]']
  const hosts = loopback.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
  return new Set([...hosts, ...configured.map((host) => host.toLowerCase())])
}

/**
 * Refuses a request whose `Host` is not the desk's (a page elsewhere that had its name resolved to this machine: DNS rebinding) or
 * whose `Origin` is neither the desk's nor the shell's.
 *
 * @throws TerminalError `access/forbidden`
 */
export const checkOrigin = (headers: IncomingHttpHeaders, hosts: AllowedHosts): void => {
  const host = headers.host?.toLowerCase()
  if (host === undefined || !hosts.has(host)) throw forbidden('This host name is not the desk’s.')
  const { origin } = headers
  if (origin === undefined || origin === SHELL_ORIGIN || isOwnOrigin(origin, hosts)) return
  throw forbidden('Pages of this origin may not use the desk.')
}

/**
 * The same for the JSON-RPC door, which pages and wallets of the configured origins may use too, with a key or a token. Answers the
 * foreign origin to name in the answer (Fetch standard, CORS protocol).
 *
 * @throws TerminalError `access/forbidden`
 */
export const checkRpcOrigin = (
  headers: IncomingHttpHeaders,
  hosts: AllowedHosts,
  allowedOrigins: ReadonlySet<string>,
): string | undefined => {
  const { origin, ...others } = headers
  if (origin === undefined || !allowedOrigins.has(origin)) {
    checkOrigin(headers, hosts)
    return undefined
  }
  checkOrigin(others, hosts)
  return origin
}

/**
 * Refuses a request that a session's cookie came with unless a page of the desk itself made it: other programs on this machine
 * are the same *site* to a browser whatever their port, so `SameSite=Strict` alone doesn't keep their pages out.
 * `Origin` must be there and equal where the request changes something (`needsOrigin`): browsers always send it then.
 *
 * @throws TerminalError `access/forbidden`
 */
export const checkSessionOrigin = (headers: IncomingHttpHeaders, needsOrigin: boolean): void => {
  const { origin } = headers
  const own = origin !== undefined && originHost(origin) === headers.host?.toLowerCase()
  if (needsOrigin && origin === undefined) throw forbidden('A session needs the Origin header here.')
  if (origin !== undefined && !own) throw forbidden('Pages of this origin may not use this session.')
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw forbidden('Only pages of the desk may use this session.')
  }
}

const isOwnOrigin = (origin: string, hosts: AllowedHosts): boolean => {
  const host = originHost(origin)
  return host !== undefined && hosts.has(host)
}

/** `host:port` of an http or https origin, as it is written in `Host`. */
const originHost = (origin: string): string | undefined => /^https?:\/\/([^/?#@]+)$/.exec(origin.toLowerCase())?.[1]

const forbidden = (message: string) => new TerminalError('access/forbidden', message)

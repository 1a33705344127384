import { TerminalError } from '../api/errors.ts'

/** An endpoint's address, apart from what nobody else may see of it. */
export type EndpointUrl = {
  /** Host and port: all that errors, logs and screens say of it. Keys are in paths, queries and passwords. */
  readonly name: string
  /** Without user name and password, which `fetch` does not take. */
  readonly href: string
  /** They, as HTTP's basic authentication (RFC 7617). */
  readonly authorization: string | undefined
  /** Takes the endpoint's secrets out of a text that came from it. */
  readonly redact: (text: string) => string
}

/** Shorter parts of a URL are words, not keys: `v3`, `eth`. */
const SECRET_LENGTH = 8

/**
 * Reads the URL of an RPC endpoint.
 *
 * @throws TerminalError `network/invalid-url` when it is not one of http or https. The error does not repeat it.
 */
export const parseEndpointUrl = (text: string): EndpointUrl => {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new TerminalError('network/invalid-url', 'An endpoint is an http or https URL.')
  }
  const { username, password, host } = url
  const hasLogin = username !== '' || password !== ''
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  url.username = ''
  url.password = ''
  const parts = [...url.pathname.split('/'), ...url.searchParams.values(), username, password]
  const secrets = parts.filter((part) => part.length >= SECRET_LENGTH)
  return {
    name: host,
    href: url.href,
    authorization: hasLogin ? `Basic ${Buffer.from(login).toString('base64')}` : undefined,
    redact: (message) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '…'), message),
  }
}

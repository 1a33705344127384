import type { ServerResponse } from 'node:http'
import { contentSecurityPolicy } from '../../contentSecurityPolicy.ts'
import { stringifyJson } from './stringifyJson.ts'
import type { DoorError } from './toDoorError.ts'

/** Headers of every answer. Nothing is cached unless its sender says otherwise. */
export const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

/** Answers with a body that is at hand. */
export const respond = (
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void => {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

/** Answers with an error in the form that the REST door gives errors. */
export const respondError = (response: ServerResponse, error: DoorError): void =>
  respond(response, error.status, 'application/json', errorBody(error), errorHeaders(error))

/** The JSON of an error; amounts in its facts become decimal strings. */
export const errorBody = (error: DoorError): string => stringifyJson(error.toJSON())

/** RFC 9110 §11.6.1 and §10.2.3. */
export const errorHeaders = ({ status, data }: DoorError): Record<string, string> => {
  if (status === 401) return { 'www-authenticate': 'Bearer realm="quantera"' }
  const wait =
    status === 429 && typeof data === 'object' && data !== null && 'retryAfterMs' in data ? data.retryAfterMs : 0
  return typeof wait === 'number' && wait > 0 ? { 'retry-after': String(Math.ceil(wait / 1_000)) } : {}
}

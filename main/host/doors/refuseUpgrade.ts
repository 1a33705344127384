import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { errorBody, errorHeaders, securityHeaders } from './respond.ts'
import type { DoorError } from './toDoorError.ts'

/** Answers an upgrade, or a request that could not be parsed, with an error, and ends the connection. */
export const refuseUpgrade = (stream: Duplex, error: DoorError, status = error.status): void => {
  if (!stream.writable) return
  const body = errorBody(error)
  const headers = {
    ...securityHeaders,
    ...errorHeaders(error),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  stream.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`, ...lines, '', body].join('\r\n'), () =>
    stream.destroy(),
  )
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { Caller } from '../../../engine/api/services.ts'
import type { Handlers } from './createHandlers.ts'
import { readBody } from './readBody.ts'

/** Serves one REST request of an authenticated caller; streams are answered as server-sent events. */
export const serveRest = async (
  request: IncomingMessage,
  response: ServerResponse,
  options: { readonly rest: Handlers['rest']; readonly caller: Caller; readonly limitBytes: number },
): Promise<void> => {
  const { rest, caller, limitBytes } = options
  const text = await readBody(request, limitBytes)
  // oRPC takes a body that was parsed already; it would read others itself, without a limit and in forms no procedure needs.
  const body = request.method === 'GET' ? null : parseBody(text, request.headers['content-type'])
  const { matched } = await rest.handle(Object.assign(request, { body }), response, {
    prefix: '/api',
    context: { caller },
  })
  // `/api/../x` is no path of this door once its dots are resolved
  if (!matched) throw new TerminalError('host/not-found', 'There is no such procedure.')
}

const parseBody = (text: string, contentType = ''): unknown => {
  // `null`, not `undefined`: the latter would have the body read once more. Path parameters take its place.
  if (text === '') return null
  if (!/^application\/json\s*(;|$)/i.test(contentType)) {
    throw new TerminalError('input/invalid', 'A request body must be application/json.')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new TerminalError('input/invalid', 'The request body is not JSON.')
  }
}

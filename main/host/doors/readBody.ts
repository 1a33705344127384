import type { IncomingMessage } from 'node:http'
import { TerminalError } from '../../../engine/api/errors.ts'

/** Of a body that is too large, so many times the limit is still read (and thrown away) so that its sender hears the answer. */
const DRAIN_FACTOR = 8

/**
 * Reads a request's body as UTF-8 text. How long it may take is bounded by the server's request timeout.
 *
 * @throws TerminalError `access/too-large` beyond `limitBytes`; `input/invalid` when it is no UTF-8 or breaks off.
 */
export const readBody = async (request: IncomingMessage, limitBytes: number): Promise<string> => {
  const tooLarge = new TerminalError('access/too-large', `A request may have ${limitBytes} bytes.`, { limitBytes })
  if (Number(request.headers['content-length'] ?? 0) > limitBytes * DRAIN_FACTOR) throw tooLarge
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limitBytes) chunks.length = 0
      else chunks.push(chunk)
      if (size > limitBytes * DRAIN_FACTOR) break
    }
  } catch {
    throw new TerminalError('input/invalid', 'The request broke off.')
  }
  if (size > limitBytes) throw tooLarge
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new TerminalError('input/invalid', 'The request is not UTF-8.')
  }
}

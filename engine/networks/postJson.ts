import { TerminalError } from '../api/errors.ts'
import type { Clock } from '../chain/Clock.ts'
import type { EndpointUrl } from './parseEndpointUrl.ts'

/** A failure that may pass: no connection, no answer in time, HTTP 429 or 5xx. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure'
  /** How long the server asks to be left alone (RFC 9110, `Retry-After`). */
  readonly retryAfterMs: number | undefined

  constructor(message: string, retryAfterMs?: number) {
    super(message)
    this.retryAfterMs = retryAfterMs
  }
}

export type PostOptions = {
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
  /** For the whole exchange, headers and body. */
  readonly timeoutMs: number
  /** The longest body that is read. */
  readonly maxBytes: number
}

/** What a server answered: the body's JSON, or `undefined` where it was none. */
export type PostAnswer = { readonly status: number; readonly json: unknown }

/**
 * Posts a JSON text and reads the JSON that comes back. Redirects are refused: whoever was named gets the request, nobody else.
 *
 * @throws TransientFailure
 * @throws TerminalError `network/invalid-answer` on a redirect or a body that is too long.
 */
export const postJson = async (endpoint: EndpointUrl, body: string, options: PostOptions): Promise<PostAnswer> => {
  const abort = new AbortController()
  const cancel = options.clock.schedule(() => abort.abort(), options.timeoutMs)
  try {
    const response = await options.fetch(endpoint.href, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(endpoint.authorization === undefined ? {} : { authorization: endpoint.authorization }),
      },
      body,
      redirect: 'manual',
      signal: abort.signal,
    })
    await requireFinal(response, endpoint.name)
    return { status: response.status, json: parseJson(await readText(response, endpoint.name, options.maxBytes)) }
  } catch (error) {
    if (error instanceof TerminalError || error instanceof TransientFailure) throw error
    throw new TransientFailure(abort.signal.aborted ? `no answer within ${options.timeoutMs} ms` : describe(error))
  } finally {
    cancel()
    abort.abort()
  }
}

const requireFinal = async (response: Response, endpoint: string): Promise<void> => {
  const { status, headers } = response
  if (status === 429 || status >= 500) {
    const seconds = Number(headers.get('retry-after') ?? Number.NaN)
    throw new TransientFailure(`HTTP ${status}`, Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined)
  }
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw invalidAnswer(endpoint, 'a redirect, which is not followed')
  }
}

const readText = async (response: Response, endpoint: string, maxBytes: number): Promise<string> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes) throw invalidAnswer(endpoint, `more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The error's code alone (`ECONNREFUSED`): its message may repeat the URL. */
const describe = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : 'the connection failed'
}

/** An endpoint said what no node says. */
export const invalidAnswer = (endpoint: string, what: string): TerminalError =>
  new TerminalError('network/invalid-answer', `${endpoint} sent ${what}.`, { endpoint })

import type { MessagePort } from 'node:worker_threads'
import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { RouterClient } from '@orpc/server'
import { type ErrorCode, errorCodes } from '../../api/errorCodes.ts'
import { type ErrorFacts, TerminalError } from '../../api/errors.ts'
import { createStream, type Stream } from '../stream/Stream.ts'
import type { MarketRouter, ServedMarket, ServedMethod } from './serveMarket.ts'

type Streamed<Method extends ServedMethod> =
  Awaited<ReturnType<ServedMarket[Method]>> extends Stream<infer Value> ? Value : never

type Call = <Method extends ServedMethod>(
  method: Method,
  ...args: Parameters<ServedMarket[Method]>
) => ReturnType<ServedMarket[Method]>

/** The far end of `serveMarket`. */
export interface MarketConnection {
  /** Calls a method. @throws TerminalError as the engine does */
  readonly call: Call
  /** Opens a stream; it ends when `signal` aborts. */
  readonly watch: <Method extends ServedMethod>(
    signal: AbortSignal | undefined,
    method: Method,
    ...args: Parameters<ServedMarket[Method]>
  ) => Promise<Stream<Streamed<Method>>>
}

/** Connects to a market served on the other end of a port. */
export const connectMarket = (port: MessagePort): MarketConnection => {
  const client: RouterClient<MarketRouter> = createORPCClient(new RPCLink({ port }))
  port.start()
  const call = async (method: ServedMethod, ...args: readonly unknown[]): Promise<unknown> => {
    try {
      return await client.call({ method, args })
    } catch (error) {
      throw fromWire(error)
    }
  }
  return {
    call: call as Call,
    watch: async <Method extends ServedMethod>(
      signal: AbortSignal | undefined,
      method: Method,
      ...args: Parameters<ServedMarket[Method]>
    ) => endWith(signal, (await call(method, ...args)) as Stream<Streamed<Method>>),
  }
}

const fromWire = (error: unknown): unknown => {
  if (!(error instanceof ORPCError) || !Object.hasOwn(errorCodes, error.code)) return error
  return new TerminalError(error.code as ErrorCode, error.message, error.data as ErrorFacts)
}

/** A stream that ends, without an error, when the signal aborts or its reader returns; the far end is told. */
const endWith = <T>(signal: AbortSignal | undefined, stream: Stream<T>): Stream<T> => {
  const end: IteratorResult<T, unknown> = { done: true, value: undefined }
  const { promise: ended, resolve: finish } = Promise.withResolvers<IteratorResult<T, unknown>>()
  let isEnded = false
  const stop = (): void => {
    if (isEnded) return
    isEnded = true
    signal?.removeEventListener('abort', stop)
    finish(end)
    // Nobody waits for the far end to confirm; a port that has closed meanwhile has ended the stream itself.
    stream.return().catch(() => {})
  }
  const next = async (): Promise<IteratorResult<T, unknown>> => {
    if (isEnded) return end
    const pulled = stream.next().catch((error: unknown) => {
      if (isEnded) return end
      throw fromWire(error)
    })
    return Promise.race([pulled, ended])
  }
  if (signal?.aborted) stop()
  else signal?.addEventListener('abort', stop, { once: true })
  return createStream(next, async () => stop())
}

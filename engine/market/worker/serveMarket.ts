import type { MessagePort } from 'node:worker_threads'
import { ORPCError, os, type } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { errorCodes } from '../../api/errorCodes.ts'
import { TerminalError } from '../../api/errors.ts'
import type { MarketEngine } from '../createMarketEngine.ts'
import { createStream, type Stream } from '../stream/Stream.ts'

/** What can be asked of the market's thread: the engine's methods, and its clock. */
export type ServedMarket = Omit<MarketEngine, 'close' | 'clockMoved'> & {
  /** Stops the market's clock at a time, Unix milliseconds; `'live'` gives it back to the real one. */
  setClock(nowMs: number | 'live'): Promise<void>
}

export type ServedMethod = keyof ServedMarket

/** A call of one method. Both ends are this program, typed by `ServedMarket`; untrusted input was parsed at the doors. */
export interface MarketCall {
  readonly method: ServedMethod
  readonly args: readonly unknown[]
}

/** The one procedure between the threads; its answer may be a stream. */
export const createMarketRouter = (market: ServedMarket, onBug: (error: unknown) => void) => ({
  call: os.input(type<MarketCall>()).handler(async ({ input: { method, args } }): Promise<unknown> => {
    try {
      const run = market[method] as ((...args: readonly unknown[]) => Promise<unknown>) | undefined
      if (!Object.hasOwn(market, method) || run === undefined) throw new Error(`The market has no method ${method}.`)
      const answer = await run(...args)
      return isStream(answer) ? carryStream(answer, onBug) : answer
    } catch (error) {
      throw toWire(error, onBug)
    }
  }),
})

export type MarketRouter = ReturnType<typeof createMarketRouter>

/** Serves a market over a port until the port closes. `onBug` hears of every error that isn't an expected failure. */
export const serveMarket = (market: ServedMarket, port: MessagePort, onBug: (error: unknown) => void): void => {
  new RPCHandler(createMarketRouter(market, onBug)).upgrade(port)
  port.start()
}

const isStream = (value: unknown): value is Stream<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

const carryStream = (stream: Stream<unknown>, onBug: (error: unknown) => void): Stream<unknown> =>
  createStream(
    () =>
      stream.next().catch((error: unknown) => {
        throw toWire(error, onBug)
      }),
    () => stream.return(),
  )

/** Expected failures cross with their code and facts; a bug is reported here and crosses as nothing but that. */
const toWire = (error: unknown, onBug: (error: unknown) => void): unknown => {
  if (isExpected(error)) {
    return new ORPCError(error.code, { status: errorCodes[error.code], message: error.message, data: error.facts })
  }
  onBug(error)
  return error
}

const isExpected = (error: unknown): error is TerminalError => error instanceof TerminalError

import { OpenAPIHandler } from '@orpc/openapi/node'
import type { AnyRouter } from '@orpc/server'
import type { StandardHandlerOptions } from '@orpc/server/standard'
import { RPCHandler } from '@orpc/server/ws'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { DoorContext } from './createRouter.ts'
import type { Log } from './log.ts'
import { toDoorError, unreadableInput } from './toDoorError.ts'

/**
 * The two forms the router is spoken to in: REST, and oRPC's own messages (sockets and ports). Both tell failures outside a
 * procedure (an unreadable request, an unknown path, an answer that can't be encoded) as every other failure.
 */
export const createHandlers = (router: AnyRouter, log: Log) => {
  const interceptors = [createInterceptor(log)]
  return {
    rest: new OpenAPIHandler<DoorContext>(router, { interceptors }),
    messages: new RPCHandler<DoorContext>(router, { interceptors }),
  }
}

/** Handlers of the router, by door. */
export type Handlers = ReturnType<typeof createHandlers>

type Interceptor = NonNullable<StandardHandlerOptions<DoorContext>['interceptors']>[number]

const createInterceptor =
  (log: Log): Interceptor =>
  async ({ next, ...options }) => {
    const progress = { reached: false }
    try {
      const result = await next({ ...options, context: { ...options.context, progress } })
      if (result.matched) return result
      throw new TerminalError('host/not-found', 'There is no such procedure.')
    } catch (error) {
      // Before a procedure is reached there is only decoding to fail; whatever it throws is the caller's doing.
      const isDecoding = !progress.reached && !(error instanceof TerminalError)
      throw isDecoding ? unreadableInput() : toDoorError(error, options.request.url.pathname, log)
    }
  }

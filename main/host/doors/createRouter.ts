import { type AnyRouter, implement } from '@orpc/server'
import { contract } from '../../../engine/api/contract.ts'
import { TerminalError } from '../../../engine/api/errors.ts'
import { type ProcedureMeta, roles } from '../../../engine/api/procedure.ts'
import type { CallContext, Caller, Services } from '../../../engine/api/services.ts'
import type { RateLimiter } from './createRateLimiter.ts'
import type { Register } from './createRegister.ts'
import type { Log } from './log.ts'
import { superviseStream } from './superviseStream.ts'
import { toDoorError } from './toDoorError.ts'

/** What a door knows of a call before its procedure is found. */
export interface DoorContext {
  readonly caller: Caller
  /** A call within the program itself (a window's port) has no rate limit. */
  readonly isUnmetered?: boolean
  /** Set by the router once the input was read and the procedure has the call. */
  readonly progress?: { reached: boolean }
}

export interface RouterOptions {
  readonly services: Services
  readonly isReady: () => boolean
  readonly calls: Register
  readonly rates: RateLimiter
  readonly log: Log
}

/** The procedures' handlers with their types erased: `Services` has them, and one loop serves them all. */
type ErasedHandler = (input: unknown, context: CallContext) => Promise<unknown>
type ErasedBuilder = { handler(serve: (call: { input: unknown; context: CallContext }) => Promise<unknown>): unknown }

/**
 * The router behind every door, made from the contract and the services. On each call, in this order: the rate, the role, whether
 * the desk is ready, the input's schema, the service, the output's schema.
 */
export const createRouter = (options: RouterOptions): AnyRouter => {
  const guarded = implement(contract)
    .$context<DoorContext>()
    .use(async ({ context, procedure, path, signal, next }) => {
      if (context.progress) context.progress.reached = true
      const translate = (error: unknown) => toDoorError(error, path.join('.'), options.log)
      let end = () => {}
      try {
        admit(context, procedure['~orpc'].meta as ProcedureMeta, options)
        const call = openCall(options.calls, context.caller.principal, signal)
        end = call.end
        const result = await next({ context: { signal: call.signal } })
        if (isStream(result.output)) {
          return { ...result, output: superviseStream(result.output, { signal: call.signal, translate, onEnd: end }) }
        }
        end()
        return result
      } catch (error) {
        end()
        throw translate(error)
      }
    })
  return guarded.router(bind(guarded as unknown as ErasedBuilders, options.services) as never)
}

/** Enters a call, whose signal aborts when the caller goes away or the register ends it. */
const openCall = (calls: Register, principal: string, ofCaller: AbortSignal | undefined) => {
  const abort = new AbortController()
  const stop = () => abort.abort()
  const leave = calls.enter(principal, stop)
  if (ofCaller?.aborted) stop()
  else ofCaller?.addEventListener('abort', stop, { once: true })
  const end = () => {
    ofCaller?.removeEventListener('abort', stop)
    leave()
  }
  return { signal: abort.signal, end }
}

type ErasedBuilders = Record<string, Record<string, ErasedBuilder>>

const bind = (builders: ErasedBuilders, services: Services) =>
  Object.fromEntries(
    Object.entries(contract).map(([domain, procedures]) => {
      const handlers = services[domain as keyof Services] as unknown as Record<string, ErasedHandler>
      const bound = Object.keys(procedures).map((name) => {
        const builder = builders[domain]?.[name]
        const serve = handlers[name]
        if (builder === undefined || serve === undefined) throw new Error(`Nothing serves ${domain}.${name}.`)
        return [name, builder.handler(({ input, context }) => serve(input, context))]
      })
      return [domain, Object.fromEntries(bound)]
    }),
  )

const admit = ({ caller, isUnmetered }: DoorContext, meta: ProcedureMeta, { rates, isReady }: RouterOptions): void => {
  const retryAfterMs = isUnmetered ? 0 : rates.take(caller.principal)
  if (retryAfterMs > 0)
    throw new TerminalError('access/rate-limited', 'Too many requests; slow down.', { retryAfterMs })
  if (roles.indexOf(caller.role) < roles.indexOf(meta.role)) {
    throw new TerminalError('access/forbidden', `This needs the role ${meta.role}.`, {
      needs: meta.role,
      has: caller.role,
    })
  }
  if (!meta.whileStarting && !isReady()) throw new TerminalError('host/starting', 'The desk is still being prepared.')
}

const isStream = (output: unknown): output is AsyncIterator<unknown> =>
  typeof output === 'object' && output !== null && Symbol.asyncIterator in output

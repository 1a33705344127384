import { z } from 'zod'
import { TerminalError } from '../api/errors.ts'
import type { Clock } from '../chain/Clock.ts'
import { createCircuitBreaker } from './createCircuitBreaker.ts'
import { type EndpointUrl, parseEndpointUrl } from './parseEndpointUrl.ts'
import { invalidAnswer, type PostOptions, postJson, TransientFailure } from './postJson.ts'
import type { RpcAnswer, RpcCall, RpcEndpoint } from './RpcEndpoint.ts'

export type RpcEndpointOptions = {
  /** http or https; may hold a key or a password, which nothing repeats. */
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
  /** Between 0 and 1: spreads the retries of many. */
  readonly random: () => number
  readonly timeoutMs?: number
  /** How often a request is made at most. */
  readonly attempts?: number
  readonly firstDelayMs?: number
  readonly maxBytes?: number
  readonly failureThreshold?: number
  readonly cooldownMs?: number
}

const DEFAULTS = {
  timeoutMs: 10_000,
  attempts: 4,
  firstDelayMs: 250,
  maxBytes: 32 * 1_048_576,
  failureThreshold: 8,
  cooldownMs: 15_000,
}
const MAX_DELAY_MS = 8_000
const MAX_MESSAGE_LENGTH = 300
/** EIP-1474 and geth: too many requests. */
const LIMIT_EXCEEDED = -32_005

/** What else nodes put there is of no use, and may be anything. */
const RevertData = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$/)
  .transform((data) => data as `0x${string}`)
  .optional()
  .catch(undefined)
const RpcRefusal = z.object({ code: z.number().int(), message: z.string(), data: RevertData })

const Answer = z.union([
  z.object({ id: z.number(), error: RpcRefusal }),
  z
    .object({ id: z.number(), result: z.unknown() })
    .refine((answer) => 'result' in answer, 'has neither result nor error'),
])
const Refusal = z.object({ error: RpcRefusal })

/**
 * A node behind a URL, asked over HTTP. What may pass (no connection, no answer in time, HTTP 429 and 5xx) is tried again, each
 * time after twice as long a pause; after too many failures in a row it is left alone for a while.
 *
 * @throws TerminalError `network/invalid-url`
 *
 * @example
 * const endpoint = createRpcEndpoint({ url: 'http://127.0.0.1:8545', fetch, clock, random: Math.random })
 * const [answer] = await endpoint.send([{ method: 'eth_chainId', params: [] }])
 */
export const createRpcEndpoint = ({ url, clock, random, fetch, ...settings }: RpcEndpointOptions): RpcEndpoint => {
  const target = parseEndpointUrl(url)
  const limits = { ...DEFAULTS, ...settings }
  const breaker = createCircuitBreaker({ ...limits, nowMs: clock.nowMs })
  let takesBatches = true

  const wait = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      clock.schedule(resolve, delayMs)
    })

  const attempt = async (calls: readonly RpcCall[]): Promise<readonly RpcAnswer[] | undefined> => {
    if (!breaker.admit()) throw unreachable(target, 'it has failed too often, and is left alone for a while')
    try {
      const answers = await exchange(target, calls, { ...limits, fetch, clock })
      breaker.succeed()
      return answers
    } catch (error) {
      if (error instanceof TransientFailure) breaker.fail()
      else breaker.succeed()
      throw error
    }
  }

  const persist = async (calls: readonly RpcCall[]): Promise<readonly RpcAnswer[] | undefined> => {
    for (let made = 1; ; made++) {
      try {
        return await attempt(calls)
      } catch (error) {
        if (!(error instanceof TransientFailure)) throw error
        if (made >= limits.attempts) throw unreachable(target, error.message)
        const backOffMs = limits.firstDelayMs * 2 ** (made - 1) * (0.5 + random() / 2)
        await wait(Math.min(MAX_DELAY_MS, Math.max(backOffMs, error.retryAfterMs ?? 0)))
      }
    }
  }

  const sendOne = async (call: RpcCall): Promise<RpcAnswer> => {
    const [answer] = (await persist([call])) ?? []
    if (answer === undefined) throw invalidAnswer(target.name, 'no JSON-RPC answer')
    return answer
  }

  return {
    name: target.name,
    send: async (calls) => {
      if (calls.length > 1 && takesBatches) {
        const answers = await persist(calls)
        if (answers !== undefined) return answers
        takesBatches = false
      }
      const answers: RpcAnswer[] = []
      for (const call of calls) answers.push(await sendOne(call))
      return answers
    },
  }
}

/** The answers in the order of the calls; `undefined` when the node does not take batches. */
const exchange = async (
  target: EndpointUrl,
  calls: readonly RpcCall[],
  options: PostOptions,
): Promise<readonly RpcAnswer[] | undefined> => {
  const requests = calls.map(({ method, params }, id) => ({ jsonrpc: '2.0', id, method, params }))
  const isBatch = requests.length > 1
  const { status, json } = await postJson(target, JSON.stringify(isBatch ? requests : requests[0]), options)
  if (isBatch && !Array.isArray(json)) {
    // Refused as a whole: by a node that knows no batches, or that finds this one too large.
    if (json === undefined && status < 400) throw invalidAnswer(target.name, 'something else than JSON')
    return undefined
  }
  const parsed = z.array(Answer).safeParse(isBatch ? json : [json])
  if (!parsed.success) return [readRefusal(target, status, json)]
  const byId = new Map(parsed.data.map((answer) => [answer.id, answer]))
  return calls.map((_call, id) => {
    const answer = byId.get(id)
    if (answer === undefined) throw invalidAnswer(target.name, 'answers to other requests')
    return clean(target, answer)
  })
}

/** Some nodes refuse a request without saying which. */
const readRefusal = (target: EndpointUrl, status: number, json: unknown): RpcAnswer => {
  const refusal = Refusal.safeParse(json)
  if (refusal.success) return clean(target, refusal.data)
  throw invalidAnswer(target.name, `no JSON-RPC answer (HTTP ${status})`)
}

const clean = (target: EndpointUrl, answer: z.output<typeof Answer> | z.output<typeof Refusal>): RpcAnswer => {
  if (!('error' in answer)) return { result: answer.result }
  const { code, message, data } = answer.error
  if (code === LIMIT_EXCEEDED) throw new TransientFailure('it asks for fewer requests')
  const short = target.redact(message).slice(0, MAX_MESSAGE_LENGTH)
  return { error: data === undefined ? { code, message: short } : { code, message: short, data } }
}

const unreachable = ({ name }: EndpointUrl, why: string): TerminalError =>
  new TerminalError('network/unreachable', `${name} does not answer: ${why}.`, { endpoint: name })

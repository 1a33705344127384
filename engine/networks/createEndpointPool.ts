import { TerminalError } from '../api/errors.ts'
import { invalidAnswer } from './postJson.ts'
import type { RpcAnswer, RpcCall, RpcEndpoint } from './RpcEndpoint.ts'

export type EndpointPoolOptions = {
  readonly endpoints: readonly RpcEndpoint[]
  /** How many have to say the same where nothing proves it. */
  readonly quorum: number
  /** What each has to be a node of. */
  readonly chainId: number
  /** Hears of an endpoint that is not asked any more, and why. */
  readonly onExclude?: (endpoint: string, reason: string) => void
}

/** Makes something of an endpoint's answers. Throws `TerminalError`s when they cannot be right. */
export type ReadAnswers<Result> = (answers: readonly RpcAnswer[], endpoint: string) => Result

/** Several nodes of one chain. Who is caught lying is named, and not asked again. */
export type EndpointPool = {
  /**
   * Asks one after another until `read` accepts an answer: for what can be verified.
   *
   * @throws TerminalError what the last one failed with.
   */
  ask<Result>(calls: readonly RpcCall[], read: ReadAnswers<Result>): Promise<Result>
  /**
   * Asks all at once, and answers what a quorum says: for what nothing proves.
   *
   * @throws TerminalError `network/disagreement` when they differ, `network/unreachable` when too few answer.
   */
  agree<Result>(calls: readonly RpcCall[], read: ReadAnswers<Result>): Promise<Result>
}

/** Failures that say something of the endpoint itself, not of the weather. */
const LIES: ReadonlySet<string> = new Set(['network/invalid-answer', 'network/proof-invalid', 'network/wrong-chain'])

export const createEndpointPool = (options: EndpointPoolOptions): EndpointPool => {
  const { endpoints, quorum, chainId } = options
  const live = new Set(endpoints)
  const known = new Set<RpcEndpoint>()

  const exclude = (endpoint: RpcEndpoint, reason: string): void => {
    if (live.delete(endpoint)) options.onExclude?.(endpoint.name, reason)
  }

  const askOne = async <Result>(
    endpoint: RpcEndpoint,
    calls: readonly RpcCall[],
    read: ReadAnswers<Result>,
  ): Promise<Result> => {
    try {
      if (!known.has(endpoint)) await requireChain(endpoint, chainId)
      known.add(endpoint)
      return read(await endpoint.send(calls), endpoint.name)
    } catch (error) {
      if (error instanceof TerminalError && LIES.has(error.code)) exclude(endpoint, error.message)
      throw error
    }
  }

  const ask = async <Result>(calls: readonly RpcCall[], read: ReadAnswers<Result>): Promise<Result> => {
    let failure: unknown = noneLeft(endpoints)
    for (const endpoint of [...live]) {
      try {
        return await askOne(endpoint, calls, read)
      } catch (error) {
        if (!(error instanceof TerminalError)) throw error
        failure = error
      }
    }
    throw failure
  }

  const agree = async <Result>(calls: readonly RpcCall[], read: ReadAnswers<Result>): Promise<Result> => {
    const asked = [...live]
    const settled = await Promise.allSettled(asked.map((endpoint) => askOne(endpoint, calls, read)))
    const votes = new Map<string, Vote<Result>>()
    for (const [index, outcome] of settled.entries()) {
      const endpoint = asked[index]
      if (outcome.status === 'rejected') {
        if (!(outcome.reason instanceof TerminalError)) throw outcome.reason
      } else if (endpoint !== undefined) addVote(votes, outcome.value, endpoint)
    }
    const [best, second] = [...votes.values()].sort((a, b) => b.voters.length - a.voters.length)
    if (best === undefined || best.voters.length < quorum || best.voters.length === second?.voters.length) {
      throw noQuorum(settled, [...votes.values()], quorum, endpoints)
    }
    for (const { voters } of votes.values()) {
      if (voters === best.voters) continue
      for (const endpoint of voters) exclude(endpoint, `it says otherwise than ${best.voters.length} others`)
    }
    return best.result
  }

  return { ask, agree: (calls, read) => (quorum === 1 && live.size === 1 ? ask(calls, read) : agree(calls, read)) }
}

type Vote<Result> = { readonly result: Result; readonly voters: RpcEndpoint[] }

const addVote = <Result>(votes: Map<string, Vote<Result>>, result: Result, endpoint: RpcEndpoint): void => {
  const key = JSON.stringify(result, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value))
  const vote = votes.get(key)
  if (vote === undefined) votes.set(key, { result, voters: [endpoint] })
  else vote.voters.push(endpoint)
}

const requireChain = async (endpoint: RpcEndpoint, chainId: number): Promise<void> => {
  const actual = await readChainId(endpoint)
  if (actual === chainId) return
  const message = `${endpoint.name} is a node of chain ${actual}, not of ${chainId}.`
  throw new TerminalError('network/wrong-chain', message, { endpoint: endpoint.name, chainId, actual })
}

/** The id of the chain that an endpoint is a node of. */
export const readChainId = async (endpoint: RpcEndpoint): Promise<number> => {
  const [answer] = await endpoint.send([{ method: 'eth_chainId', params: [] }])
  const result = requireResult(answer, endpoint.name)
  const chainId = typeof result === 'string' && /^0x[0-9a-fA-F]{1,14}$/.test(result) ? Number(result) : 0
  if (chainId === 0 || !Number.isSafeInteger(chainId)) throw invalidAnswer(endpoint.name, 'no chain id')
  return chainId
}

/** An answer's result. @throws TerminalError `network/refused` with the node's own words. */
export const requireResult = (answer: RpcAnswer | undefined, endpoint: string): unknown => {
  if (answer === undefined) throw invalidAnswer(endpoint, 'too few answers')
  if ('result' in answer) return answer.result
  const { code, message } = answer.error
  throw new TerminalError('network/refused', `${endpoint} refused: ${message}`, { endpoint, code })
}

const noneLeft = (endpoints: readonly RpcEndpoint[]): TerminalError =>
  new TerminalError('network/unreachable', 'No endpoint is left: each gave answers that cannot be right.', {
    endpoints: endpoints.map(({ name }) => name),
  })

const noQuorum = (
  settled: readonly PromiseSettledResult<unknown>[],
  votes: readonly Vote<unknown>[],
  quorum: number,
  endpoints: readonly RpcEndpoint[],
): TerminalError => {
  const answered = votes.flatMap(({ voters }) => voters.map(({ name }) => name))
  if (votes.length > 1) {
    const message = `The endpoints disagree, and no ${quorum} say the same: ${answered.join(', ')}.`
    return new TerminalError('network/disagreement', message, { endpoints: answered, quorum })
  }
  const failure = settled.find((outcome) => outcome.status === 'rejected')?.reason
  if (settled.length === 1 && failure instanceof TerminalError) return failure
  const message = `${answered.length} of ${endpoints.length} endpoints answered, and ${quorum} are needed.`
  return new TerminalError('network/unreachable', message, { endpoints: endpoints.map(({ name }) => name), quorum })
}

import type { z } from 'zod'
import { TerminalError } from '../api/errors.ts'
import { askNetwork } from '../networks/askNetwork.ts'
import type { EthereumProvider } from '../networks/Network.ts'

/** A request, and what its answer must look like. */
interface Question<Schema extends z.ZodType> {
  readonly method: string
  readonly params: readonly unknown[]
  readonly schema: Schema
}

/** EIP-1474: the answer would be too large. A smaller question may be answered. */
const LIMIT_EXCEEDED = -32_005

/** Asks a network; see `askNetwork` for what it throws. */
export const ask = <Schema extends z.ZodType>(
  provider: EthereumProvider,
  { schema, ...request }: Question<Schema>,
): Promise<z.output<Schema>> => askNetwork(provider, request, schema)

/** Whether the network is well and will not answer this: it reverted, has no such method, or would have to say too much. */
export const isRefusal = (error: unknown): error is TerminalError =>
  error instanceof TerminalError &&
  (error.code === 'chain/rejected' ||
    error.code === 'chain/reverted' ||
    (error.code === 'chain/unavailable' && error.facts.rpcCode === LIMIT_EXCEEDED))

/** Like `ask`, of what a network may not offer: `undefined` when it refuses. */
export const askIfOffered = async <Schema extends z.ZodType>(
  provider: EthereumProvider,
  question: Question<Schema>,
): Promise<z.output<Schema> | undefined> => {
  try {
    return await ask(provider, question)
  } catch (error) {
    if (isRefusal(error)) return undefined
    throw error
  }
}

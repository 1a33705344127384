import type { z } from 'zod'
import { TerminalError } from '../api/errors.ts'
import type { EthereumProvider } from './Network.ts'
import { ProviderRpcError } from './ProviderRpcError.ts'

/** EIP-1474: the call reverted. */
const REVERTED = 3
/** JSON-RPC's internal error, EIP-1474's missing resource and limit, EIP-1193's disconnections: nothing is wrong with the request. */
const UNAVAILABLE: ReadonlySet<number> = new Set([-32_603, -32_002, -32_005, 4_900, 4_901])

/**
 * Asks a network and parses its answer.
 *
 * @throws TerminalError `chain/reverted` (with `data`), `chain/rejected` when the network refuses, `chain/unavailable` when it can't
 * answer, or answers what no node should.
 */
export const askNetwork = async <Schema extends z.ZodType>(
  provider: EthereumProvider,
  request: { readonly method: string; readonly params?: readonly unknown[] },
  schema: Schema,
): Promise<z.output<Schema>> => {
  const answer = await provider.request(request).catch((error: unknown) => {
    throw translate(error)
  })
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new TerminalError('chain/unavailable', `The network gave no valid answer to ${request.method}.`, {
    method: request.method,
  })
}

const translate = (error: unknown): unknown => {
  if (!(error instanceof ProviderRpcError)) return error
  const { code, message, data } = error
  if (code === REVERTED) return new TerminalError('chain/reverted', message, { data: data ?? '0x' }, { cause: error })
  if (UNAVAILABLE.has(code)) return new TerminalError('chain/unavailable', message, { rpcCode: code }, { cause: error })
  return new TerminalError('chain/rejected', message, { rpcCode: code }, { cause: error })
}

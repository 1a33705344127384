import { numberToHex } from 'viem'
import type { TransactionDetails } from '../api/explorerRecords.ts'
import { decodeRevert } from '../compiler/decode/decodeRevert.ts'
import type { KnownAbi } from '../compiler/decode/KnownAbi.ts'
import { ask, askIfOffered, isRefusal } from './ask.ts'
import { type ExplorerNetwork, toBlockTag } from './ExplorerNetwork.ts'
import { Data, RpcCallTrace, type RpcTransaction } from './rpcAnswers.ts'

type Failure = NonNullable<TransactionDetails['failure']>

const hexData = (value: unknown): `0x${string}` | undefined => {
  const parsed = Data.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

/** Why a failed transaction failed: run again in its place where the network traces, else alone on the state before its block. */
export const explainFailure = async (
  network: ExplorerNetwork,
  transaction: RpcTransaction,
  abis: readonly KnownAbi[],
): Promise<Failure> => {
  const trace = await askIfOffered(network.provider, {
    method: 'debug_traceTransaction',
    params: [transaction.hash, { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } }],
    schema: RpcCallTrace,
  })
  if (trace?.error === undefined) return callAgain(network, transaction, abis)
  const isRevert = trace.error === 'execution reverted'
  return {
    source: 'trace',
    error: trace.error,
    ...(isRevert ? { revert: decodeRevert(abis, trace.output ?? '0x') } : {}),
  }
}

const callAgain = async (
  { provider }: ExplorerNetwork,
  { from, to, input, value, gas, blockNumber = 1 }: RpcTransaction,
  abis: readonly KnownAbi[],
): Promise<Failure> => {
  const call = { from, to, data: input, value: numberToHex(value), gas: numberToHex(gas) }
  try {
    await ask(provider, {
      method: 'eth_call',
      params: [call, toBlockTag(Math.max(0, blockNumber - 1))],
      schema: Data,
    })
  } catch (error) {
    if (!isRefusal(error)) throw error
    const data = hexData(error.facts.data)
    return {
      source: 'call',
      error: error.message,
      ...(data === undefined ? {} : { revert: decodeRevert(abis, data) }),
    }
  }
  return {
    source: 'call',
    error: 'It succeeds alone on the state of the block before: what came first in its block made it fail.',
  }
}

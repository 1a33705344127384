import { type Address, getAddress, type Hex, numberToHex } from 'viem'
import { z } from 'zod'
import { HexData } from '../api/decoded.ts'
import { Bytes32 } from '../api/schemas.ts'
import { QuantityAnswer } from '../networks/answerSchemas.ts'
import { askNetwork } from '../networks/askNetwork.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import type { StepCall } from './DeploymentStep.ts'

const SafeNumber = QuantityAnswer.refine((value) => value <= BigInt(Number.MAX_SAFE_INTEGER)).transform(Number)

/** What became of a transaction that is in a block. */
const Receipt = z
  .object({
    transactionHash: Bytes32,
    status: z.enum(['0x0', '0x1']),
    blockNumber: SafeNumber,
    blockHash: Bytes32,
    gasUsed: QuantityAnswer,
    effectiveGasPrice: QuantityAnswer,
  })
  .transform(({ status, ...rest }) => ({ ...rest, isSuccess: status === '0x1' }))
export type DeploymentReceipt = z.output<typeof Receipt>

const Block = z.object({ number: SafeNumber, hash: Bytes32, baseFeePerGas: QuantityAnswer, gasLimit: QuantityAnswer })

/** What a deployment asks of a network. Every answer is parsed; failures are those of {@link askNetwork}. */
export type DeploymentReader = ReturnType<typeof createDeploymentReader>

export const createDeploymentReader = (provider: EthereumProvider) => {
  const ask = <Schema extends z.ZodType>(schema: Schema, method: string, ...params: readonly unknown[]) =>
    askNetwork(provider, { method, params }, schema)

  return {
    ask,
    chainId: () => ask(SafeNumber, 'eth_chainId'),
    /** Tells chains of one id apart: a local chain that was started anew is another one. */
    genesisHash: async (): Promise<Hex> =>
      (await ask(z.object({ hash: Bytes32 }), 'eth_getBlockByNumber', '0x0', false)).hash,
    latestBlock: () => ask(Block, 'eth_getBlockByNumber', 'latest', false),
    code: (address: Address) => ask(HexData, 'eth_getCode', address, 'latest'),
    balanceWei: (address: Address) => ask(QuantityAnswer, 'eth_getBalance', address, 'latest'),
    nonce: (address: Address, block: 'latest' | 'pending') =>
      ask(SafeNumber, 'eth_getTransactionCount', address, block),
    receipt: (hash: Hex) => ask(Receipt.nullable(), 'eth_getTransactionReceipt', hash),
    isKnown: async (hash: Hex): Promise<boolean> =>
      (await ask(z.object({ hash: Bytes32 }).nullable(), 'eth_getTransactionByHash', hash)) !== null,
    call: (to: Address, data: Hex) => ask(HexData, 'eth_call', { to, data }, 'latest'),
    estimateGas: (from: Address, call: StepCall) => ask(QuantityAnswer, 'eth_estimateGas', toTransaction(from, call)),
    tipWei: () => ask(QuantityAnswer, 'eth_maxPriorityFeePerGas'),
  }
}

/** A call as JSON-RPC takes it. */
export const toTransaction = (from: Address, { to, data, valueWei }: StepCall) => ({
  from: getAddress(from),
  to,
  data,
  value: numberToHex(valueWei),
})

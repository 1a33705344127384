import { getAddress } from 'viem'
import { z } from 'zod'
import { HexData } from '../api/decoded.ts'
import type { EthCall, EthReceipt } from '../api/eth.ts'
import { Bytes32 } from '../api/schemas.ts'
import type { Services } from '../api/services.ts'
import { askNetwork } from './askNetwork.ts'
import type { EthereumProvider } from './Network.ts'

const Quantity = z
  .string()
  .regex(/^0x[0-9a-f]{1,64}$/i)
  .transform(BigInt)
const SmallQuantity = Quantity.refine((value) => value <= Number.MAX_SAFE_INTEGER).transform(Number)
const AnyAddress = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/i)
  .transform((value) => getAddress(value))

/** What a node answers to `eth_getTransactionReceipt` (execution-apis, `ReceiptInfo`), as far as it is passed on. */
const NodeReceipt = z.object({
  transactionHash: Bytes32,
  status: z.enum(['0x0', '0x1']),
  blockNumber: SmallQuantity,
  blockHash: Bytes32,
  transactionIndex: SmallQuantity,
  from: AnyAddress,
  to: AnyAddress.nullable(),
  contractAddress: AnyAddress.nullish(),
  type: SmallQuantity,
  gasUsed: Quantity,
  cumulativeGasUsed: Quantity,
  effectiveGasPrice: Quantity,
  logs: z.array(z.object({ logIndex: SmallQuantity, address: AnyAddress, topics: z.array(Bytes32), data: HexData })),
})

const toReceipt = ({
  status,
  effectiveGasPrice,
  contractAddress,
  ...receipt
}: z.output<typeof NodeReceipt>): EthReceipt => ({
  ...receipt,
  status: status === '0x1' ? 'success' : 'reverted',
  contractAddress: contractAddress ?? null,
  effectiveGasPriceWei: effectiveGasPrice,
})

const toQuantity = (value: bigint | number): string => `0x${value.toString(16)}`

const toBlockId = (block: string | number): string => (typeof block === 'number' ? toQuantity(block) : block)

const toCall = ({ from, to, data, valueWei, gas }: EthCall) => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
  ...(data === undefined ? {} : { data }),
  ...(valueWei === undefined ? {} : { value: toQuantity(valueWei) }),
  ...(gas === undefined ? {} : { gas: toQuantity(gas) }),
})

/** The plain routes `/eth/*` over the networks of the desk. */
export const createEthServices = (findProvider: (network: string) => EthereumProvider): Services['eth'] => {
  const ask = <Schema extends z.ZodType>(network: string, schema: Schema, method: string, ...params: unknown[]) =>
    askNetwork(findProvider(network), { method, params }, schema)
  return {
    chainId: async ({ network }) => ({ chainId: await ask(network, SmallQuantity, 'eth_chainId') }),
    blockNumber: async ({ network }) => ({ blockNumber: await ask(network, SmallQuantity, 'eth_blockNumber') }),
    getBalance: async ({ network, address, block }) => ({
      balanceWei: await ask(network, Quantity, 'eth_getBalance', address, toBlockId(block)),
    }),
    getTransactionCount: async ({ network, address, block }) => ({
      transactionCount: await ask(network, SmallQuantity, 'eth_getTransactionCount', address, toBlockId(block)),
    }),
    sendTransaction: async ({ network, signedTransaction }) => ({
      transactionHash: await ask(network, Bytes32, 'eth_sendRawTransaction', signedTransaction),
    }),
    call: async ({ network, block, ...call }) => ({
      data: await ask(network, HexData, 'eth_call', toCall(call), toBlockId(block)),
    }),
    estimateGas: async ({ network, block, ...call }) => ({
      gas: await ask(network, Quantity, 'eth_estimateGas', toCall(call), toBlockId(block)),
    }),
    getTransactionReceipt: async ({ network, transactionHash }) => {
      const found = await ask(network, NodeReceipt.nullable(), 'eth_getTransactionReceipt', transactionHash)
      return found === null ? null : toReceipt(found)
    },
  }
}

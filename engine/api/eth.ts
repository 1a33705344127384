import { z } from 'zod'
import { HexData } from './decoded.ts'
import { codes, procedure } from './procedure.ts'
import { Address, Bytes32, Count, Uint256 } from './schemas.ts'

/** `practice`, or the id of another network of this desk. */
const NetworkId = z.string().min(1).max(64).default('practice')
const OfNetwork = z.object({ network: NetworkId })

/** A block by number or name. */
const BlockTag = z
  .union([z.enum(['latest', 'earliest', 'pending', 'safe', 'finalized']), z.coerce.number().int().nonnegative()])
  .default('latest')
const AtBlock = OfNetwork.extend({ block: BlockTag })

const CallData = z
  .string()
  .max(2 + 2 * 1_048_576)
  .regex(/^0x([0-9a-fA-F]{2})*$/)
  .transform((value) => value.toLowerCase() as `0x${string}`)

/** A call without a signature. No `to`: creates a contract. */
export const EthCall = z.object({
  from: Address.optional(),
  to: Address.optional(),
  data: CallData.optional(),
  valueWei: Uint256.optional(),
  gas: Uint256.optional(),
})
export type EthCall = z.infer<typeof EthCall>

const callsSomething = ({ to, data }: EthCall): boolean => to !== undefined || data !== undefined
const callsNothing = 'needs `to`, or `data` that creates a contract'

export const EthReceipt = z.object({
  transactionHash: Bytes32,
  status: z.enum(['success', 'reverted']),
  blockNumber: Count,
  blockHash: Bytes32,
  transactionIndex: Count,
  from: Address,
  to: Address.nullable(),
  contractAddress: Address.nullable(),
  type: Count,
  gasUsed: Uint256,
  cumulativeGasUsed: Uint256,
  effectiveGasPriceWei: Uint256,
  logs: z.array(z.object({ logIndex: Count, address: Address, topics: z.array(Bytes32), data: HexData })),
})
export type EthReceipt = z.infer<typeof EthReceipt>

const refusals = codes('network/not-found', 'chain/unavailable', 'chain/rejected', 'chain/reverted')

/** The plain routes of a node, for programs that want no JSON-RPC: numbers in decimal, amounts as decimal strings. */
export const eth = {
  chainId: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/eth/chainId', summary: 'The chain id (EIP-155)' })
    .input(OfNetwork)
    .errors(refusals)
    .output(z.object({ chainId: Count })),

  blockNumber: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/eth/blockNumber', summary: 'The number of the newest block' })
    .input(OfNetwork)
    .errors(refusals)
    .output(z.object({ blockNumber: Count })),

  getBalance: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/eth/getBalance', summary: 'An account’s balance in wei' })
    .input(AtBlock.extend({ address: Address }))
    .errors(refusals)
    .output(z.object({ balanceWei: Uint256 })),

  getTransactionCount: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/eth/getTransactionCount', summary: 'An account’s nonce' })
    .input(AtBlock.extend({ address: Address }))
    .errors(refusals)
    .output(z.object({ transactionCount: Count })),

  sendTransaction: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'POST', path: '/eth/sendTransaction', summary: 'Send a signed transaction (EIP-2718)' })
    .input(OfNetwork.extend({ signedTransaction: CallData }))
    .errors(refusals)
    .output(z.object({ transactionHash: Bytes32 })),

  call: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'POST', path: '/eth/call', summary: 'What a call would return; nothing is kept' })
    .input(AtBlock.extend(EthCall.shape).refine(callsSomething, callsNothing))
    .errors(refusals)
    .output(z.object({ data: HexData })),

  estimateGas: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'POST', path: '/eth/estimateGas', summary: 'The least gas with which a call succeeds' })
    .input(
      AtBlock.extend({ ...EthCall.shape, block: BlockTag.default('pending') }).refine(callsSomething, callsNothing),
    )
    .errors(refusals)
    .output(z.object({ gas: Uint256 })),

  getTransactionReceipt: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({
      method: 'GET',
      path: '/eth/getTransactionReceipt',
      summary: 'What became of a transaction; null: not in a block',
    })
    .input(OfNetwork.extend({ transactionHash: Bytes32 }))
    .errors(refusals)
    .output(EthReceipt.nullable()),
}

import { getAddress } from 'viem'
import { z } from 'zod'
import { HexData } from '../../api/decoded.ts'
import { Bytes32 } from '../../api/schemas.ts'

export const Quantity = z
  .string()
  .regex(/^0x[0-9a-f]{1,64}$/i)
  .transform(BigInt)
export const BlockNumber = Quantity.refine((value) => value <= Number.MAX_SAFE_INTEGER).transform(Number)
export const NodeAddress = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/i)
  .transform((text) => getAddress(text))
export const NodeData = HexData.transform((text) => text.toLowerCase() as `0x${string}`)

export const NodeLog = z.object({
  address: NodeAddress,
  topics: z.array(Bytes32).max(4),
  data: NodeData,
  blockNumber: BlockNumber,
  blockHash: Bytes32,
  transactionHash: Bytes32,
  logIndex: BlockNumber,
  removed: z.boolean().default(false),
})
export type NodeLog = z.output<typeof NodeLog>

/** execution-apis, `ReceiptInfo`, as far as an outcome needs it. */
export const NodeReceipt = z.object({
  status: z.enum(['0x0', '0x1']),
  blockNumber: BlockNumber,
  gasUsed: Quantity,
  contractAddress: NodeAddress.nullish(),
  logs: z.array(NodeLog),
})
export type NodeReceipt = z.output<typeof NodeReceipt>

/** The outermost call of geth's `callTracer`. */
export const TopCall = z.object({
  gasUsed: Quantity,
  output: NodeData.optional(),
  error: z.string().optional(),
})
export type TopCall = z.output<typeof TopCall>

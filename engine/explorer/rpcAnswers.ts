import { getAddress } from 'viem'
import { z } from 'zod'
import { Rows } from './parseRows.ts'

/** A quantity as a node writes it (EIP-1474); some write none where the field doesn't apply. */
export const Quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/)
  .transform((text) => BigInt(text))
const Small = Quantity.refine((value) => value <= BigInt(Number.MAX_SAFE_INTEGER)).transform(Number)
const Hash = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/)
  .transform((text) => text.toLowerCase() as `0x${string}`)
const Account = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => getAddress(text))
/** Even the largest answers of a block end somewhere: 16 MiB. */
export const Data = z
  .string()
  .max(2 + 2 * 16_777_216)
  .regex(/^0x(?:[0-9a-fA-F]{2})*$/)
  .transform((text) => text.toLowerCase() as `0x${string}`)
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().transform((value) => value ?? undefined)

const Header = z.object({
  number: Small,
  hash: Hash,
  parentHash: Hash,
  timestamp: Small,
  miner: Account,
  gasUsed: Quantity,
  gasLimit: Quantity,
  stateRoot: Hash,
  transactionsRoot: Hash,
  receiptsRoot: Hash,
  mixHash: maybe(Hash),
  extraData: Data,
  size: maybe(Small),
  baseFeePerGas: maybe(Quantity),
  blobGasUsed: maybe(Quantity),
  excessBlobGas: maybe(Quantity),
  withdrawalsRoot: maybe(Hash),
  requestsHash: maybe(Hash),
  parentBeaconBlockRoot: maybe(Hash),
  withdrawals: maybe(
    z.array(z.object({ index: Quantity, validatorIndex: Quantity, address: Account, amount: Quantity })),
  ),
})

const Authorization = z.object({
  chainId: Quantity,
  address: Account,
  nonce: Quantity,
  yParity: Quantity.optional(),
  v: Quantity.optional(),
  r: Quantity,
  s: Quantity,
})
export type RpcAuthorization = z.output<typeof Authorization>

/** `eth_getTransactionByHash`, and a transaction in a full block. */
export const RpcTransaction = z.object({
  hash: Hash,
  blockHash: maybe(Hash),
  blockNumber: maybe(Small),
  transactionIndex: maybe(Small),
  from: Account,
  to: maybe(Account),
  type: maybe(Small),
  chainId: maybe(Quantity),
  nonce: Small,
  gas: Quantity,
  value: Quantity,
  input: Data,
  gasPrice: maybe(Quantity),
  maxFeePerGas: maybe(Quantity),
  maxPriorityFeePerGas: maybe(Quantity),
  maxFeePerBlobGas: maybe(Quantity),
  blobVersionedHashes: maybe(z.array(Hash)),
  accessList: maybe(z.array(z.object({ address: Account, storageKeys: z.array(Hash) }))),
  authorizationList: maybe(z.array(Authorization)),
})
export type RpcTransaction = z.output<typeof RpcTransaction>

/** `eth_getBlockByNumber` with hashes of transactions. */
export const RpcBlock = Header.extend({ transactions: z.array(Hash) })
export type RpcBlock = z.output<typeof RpcBlock>
/** The same with whole transactions, not parsed yet. */
export const RpcBlockWithRows = Header.extend({ transactions: Rows })
export type RpcFullBlock = z.output<typeof Header> & { readonly transactions: readonly RpcTransaction[] }

/** An entry of `eth_getLogs`, and of a receipt. */
export const RpcLog = z.object({
  address: Account,
  topics: z.array(Hash).max(4),
  data: Data,
  blockNumber: Small,
  blockTimestamp: maybe(Small),
  transactionHash: Hash,
  logIndex: Small,
})
export type RpcLog = z.output<typeof RpcLog>

/** `eth_getTransactionReceipt`. */
export const RpcReceipt = z.object({
  transactionHash: Hash,
  blockHash: Hash,
  blockNumber: Small,
  status: maybe(Quantity),
  gasUsed: Quantity,
  cumulativeGasUsed: Quantity,
  effectiveGasPrice: maybe(Quantity),
  blobGasUsed: maybe(Quantity),
  blobGasPrice: maybe(Quantity),
  contractAddress: maybe(Account),
  logs: z.array(RpcLog),
})
export type RpcReceipt = z.output<typeof RpcReceipt>

/** `eth_getProof` (EIP-1186), as far as an account's page needs it. */
export const RpcProof = z.object({ storageHash: Hash, codeHash: Hash })

/** The outermost frame of `callTracer`. */
export const RpcCallTrace = z.object({
  error: z.string().max(2_000).optional(),
  output: Data.optional(),
})

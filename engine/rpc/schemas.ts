import { z } from 'zod'
import { fromHex } from '../chain/bytes.ts'

/** No parameters, or the one that some clients send all the same. */
export const NoParams = z.tuple([]).or(z.array(z.unknown()).max(1))

const MAX_DATA_DIGITS = 2 * 1_048_576
/** Nine blobs (EIP-7691) with their commitments and proofs, and a transaction of 128 KiB. */
const MAX_RAW_TRANSACTION_DIGITS = 2 * 1_400_000

/** A number as EIP-1474 writes it; leading zeros are accepted, as most nodes do. */
export const Quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/, 'not a 0x-hex quantity')
  .transform((hex) => BigInt(hex))

/** Bytes as 0x-hex, bounded. */
export const hexBytes = (maxDigits: number) =>
  z
    .string()
    .max(maxDigits + 2, 'too long')
    .regex(/^0x(?:[0-9a-fA-F]{2})*$/, 'not 0x-hex bytes')
    .transform(fromHex)

export const HexBytes = hexBytes(MAX_DATA_DIGITS)

/** A signed transaction as it is sent: with its blobs (EIP-4844, networking) where it has any. */
export const RawTransaction = hexBytes(MAX_RAW_TRANSACTION_DIGITS)

export const AddressBytes = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'not an address')
  .transform(fromHex)

/** An address as text in lower case. */
export const AddressText = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'not an address')
  .transform((text) => text.toLowerCase() as `0x${string}`)

export const HashBytes = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, 'not a 32-byte hash')
  .transform(fromHex)

/** A storage slot: 32 bytes, or a shorter quantity. */
export const Slot = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/, 'not a storage slot')
  .transform((hex) => fromHex(`0x${hex.slice(2).padStart(64, '0')}`))

const TAGS = ['latest', 'earliest', 'pending', 'safe', 'finalized'] as const

export const BlockNumberOrTag = z.union([z.enum(TAGS), Quantity])

/** A number, a tag, or (EIP-1898) an object with a number or a hash. */
export const BlockId = z.union([
  BlockNumberOrTag,
  z.object({ blockNumber: Quantity }).transform(({ blockNumber }) => blockNumber),
  z.object({ blockHash: HashBytes }).transform(({ blockHash }) => blockHash),
])
export type BlockId = z.output<typeof BlockId>

const AccessList = z.array(z.object({ address: AddressBytes, storageKeys: z.array(Slot).max(10_000) })).max(10_000)

/** More than any block holds. */
const MAX_BLOBS = 128

const Authorization = z.object({
  chainId: Quantity,
  address: AddressBytes,
  nonce: Quantity,
  yParity: Quantity.optional(),
  v: Quantity.optional(),
  r: Quantity,
  s: Quantity,
})

/** A call object (EIP-1474, execution-apis `GenericTransaction`). Fields that do not matter for execution are ignored. */
export const CallRequest = z.object({
  from: AddressBytes.optional(),
  to: AddressBytes.nullish(),
  gas: Quantity.optional(),
  gasPrice: Quantity.optional(),
  maxFeePerGas: Quantity.optional(),
  maxPriorityFeePerGas: Quantity.optional(),
  value: Quantity.optional(),
  data: HexBytes.optional(),
  input: HexBytes.optional(),
  accessList: AccessList.optional(),
  blobVersionedHashes: z.array(HashBytes).max(MAX_BLOBS).optional(),
  authorizationList: z.array(Authorization).max(1_000).optional(),
})
export type CallRequest = z.output<typeof CallRequest>

const Storage = z.record(z.string().regex(/^0x[0-9a-fA-F]{1,64}$/), Slot)

/** What of an account a call may change, as geth defines it. */
export const AccountOverride = z.strictObject({
  balance: Quantity.optional(),
  nonce: Quantity.optional(),
  code: HexBytes.optional(),
  state: Storage.optional(),
  stateDiff: Storage.optional(),
})

/** State overrides by address in lower case. */
export const StateOverride = z.record(AddressText, AccountOverride)
export type StateOverride = z.output<typeof StateOverride>

/** Block overrides: what of the environment a call may change. */
export const BlockOverride = z.strictObject({
  number: Quantity.optional(),
  time: Quantity.optional(),
  gasLimit: Quantity.optional(),
  feeRecipient: AddressBytes.optional(),
  prevRandao: HashBytes.optional(),
  baseFeePerGas: Quantity.optional(),
})
export type BlockOverride = z.output<typeof BlockOverride>

const oneOrMany = <Schema extends z.ZodType>(schema: Schema, max: number) =>
  z.union([schema.transform((item) => [item]), z.array(schema).max(max)])

export const LogFilterRequest = z.object({
  fromBlock: BlockNumberOrTag.optional(),
  toBlock: BlockNumberOrTag.optional(),
  blockHash: HashBytes.optional(),
  address: oneOrMany(AddressBytes, 1_000).nullish(),
  topics: z
    .array(z.union([z.null(), oneOrMany(HashBytes, 1_000)]))
    .max(4)
    .nullish(),
})
export type LogFilterRequest = z.output<typeof LogFilterRequest>

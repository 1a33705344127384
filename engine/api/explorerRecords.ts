import { z } from 'zod'
import { DecodedCall, DecodedLog, DecodedRevert, HexData } from './decoded.ts'
import { Address, Bytes32, Count, Uint256 } from './schemas.ts'

/** Names of addresses that are known: of the network's address book, or of code that was compiled here. */
export const AddressNames = z.record(z.string(), z.string())
export type AddressNames = z.infer<typeof AddressNames>

/** A line of the block list. */
export const BlockSummary = z.object({
  number: Count,
  hash: Bytes32,
  timestampS: Count,
  transactionCount: Count,
  gasUsed: Uint256,
  gasLimit: Uint256,
  baseFeePerGasWei: Uint256.optional(),
  /** EIP-4844; absent before Cancun. */
  blobGasUsed: Uint256.optional(),
  feeRecipient: Address,
  sizeBytes: Count,
})
export type BlockSummary = z.infer<typeof BlockSummary>

/** A line of a transaction list. */
export const TransactionSummary = z.object({
  hash: Bytes32,
  /** Absent while it waits in the pool, like everything of a receipt. */
  blockNumber: Count.optional(),
  index: Count.optional(),
  timestampS: Count.optional(),
  type: Count,
  from: Address,
  /** Absent of a creation. */
  to: Address.optional(),
  createdAddress: Address.optional(),
  nonce: Count,
  valueWei: Uint256,
  /** The function's name where its ABI is known, else the selector; absent of a plain transfer. */
  method: z.string().optional(),
  status: z.enum(['pending', 'success', 'failed']),
  gasUsed: Uint256.optional(),
  feeWei: Uint256.optional(),
})
export type TransactionSummary = z.infer<typeof TransactionSummary>

export const WithdrawalRecord = z.object({
  index: Uint256,
  validatorIndex: Uint256,
  address: Address,
  amountGwei: Uint256,
})

/** A block with everything its header commits to. */
export const BlockDetails = BlockSummary.extend({
  parentHash: Bytes32,
  stateRoot: Bytes32,
  transactionsRoot: Bytes32,
  receiptsRoot: Bytes32,
  prevRandao: Bytes32,
  extraData: HexData,
  excessBlobGas: Uint256.optional(),
  withdrawalsRoot: Bytes32.optional(),
  /** EIP-7685. */
  requestsHash: Bytes32.optional(),
  parentBeaconBlockRoot: Bytes32.optional(),
  burntWei: Uint256,
  /** What the fee recipient earned above the base fee. */
  tipsWei: Uint256,
  /** The first 5,000. */
  transactions: z.array(TransactionSummary),
  /** The first 1,000. */
  withdrawals: z.array(WithdrawalRecord),
  withdrawalCount: Count,
  logCount: Count,
  headNumber: Count,
  names: AddressNames,
})
export type BlockDetails = z.infer<typeof BlockDetails>

/** A log where it happened. */
export const ExplorerLog = DecodedLog.extend({
  blockNumber: Count,
  transactionHash: Bytes32,
  logIndex: Count,
  timestampS: Count.optional(),
})
export type ExplorerLog = z.infer<typeof ExplorerLog>

/** A token as its contract describes it: text from the chain, to be cleaned before it is shown. */
export const TokenInfo = z.object({
  address: Address,
  symbol: z.string().max(64).optional(),
  decimals: Count.optional(),
})
export type TokenInfo = z.infer<typeof TokenInfo>

/** A movement of tokens, read from a log: ERC-20 has an amount, ERC-721 an id, ERC-1155 both. */
export const TokenTransfer = z.object({
  token: TokenInfo,
  from: Address,
  to: Address,
  amount: Uint256.optional(),
  tokenId: Uint256.optional(),
  logIndex: Count,
})
export type TokenTransfer = z.infer<typeof TokenTransfer>

/** What a transaction offered and what it paid, in wei. */
export const FeeBreakdown = z.object({
  gasLimit: Uint256,
  gasUsed: Uint256.optional(),
  /** Of types 0 and 1. */
  gasPriceWei: Uint256.optional(),
  maxFeePerGasWei: Uint256.optional(),
  maxPriorityFeePerGasWei: Uint256.optional(),
  maxFeePerBlobGasWei: Uint256.optional(),
  baseFeePerGasWei: Uint256.optional(),
  effectiveGasPriceWei: Uint256.optional(),
  blobGasUsed: Uint256.optional(),
  blobGasPriceWei: Uint256.optional(),
  burntWei: Uint256.optional(),
  tipWei: Uint256.optional(),
  blobFeeWei: Uint256.optional(),
  totalWei: Uint256.optional(),
})
export type FeeBreakdown = z.infer<typeof FeeBreakdown>

/** EIP-7702: who let which code stand for its account. */
export const AuthorizationRecord = z.object({
  /** 0: on any chain. */
  chainId: Uint256,
  delegate: Address,
  nonce: Uint256,
  /** Recovered from the signature; absent when that is no signature. */
  authority: Address.optional(),
})

/** A transaction with its receipt, as far as it has one. */
export const TransactionDetails = TransactionSummary.extend({
  blockHash: Bytes32.optional(),
  chainId: Uint256.optional(),
  /** At most 128 KiB of it. */
  input: HexData,
  inputBytes: Count,
  call: DecodedCall.optional(),
  fees: FeeBreakdown,
  cumulativeGasUsed: Uint256.optional(),
  accessList: z.array(z.object({ address: Address, storageKeys: z.array(Bytes32) })),
  blobVersionedHashes: z.array(Bytes32),
  authorizations: z.array(AuthorizationRecord),
  /** The first 1,000. */
  logs: z.array(ExplorerLog),
  logCount: Count,
  transfers: z.array(TokenTransfer),
  /** Why it failed: from running it again in its place (`trace`), or alone on the state of the block before (`call`). */
  failure: z
    .object({ source: z.enum(['trace', 'call']), error: z.string(), revert: DecodedRevert.optional() })
    .optional(),
  /** The signed bytes (EIP-2718), where the network gives them. */
  raw: HexData.optional(),
  headNumber: Count,
  names: AddressNames,
})
export type TransactionDetails = z.infer<typeof TransactionDetails>

export const AccountDetails = z.object({
  address: Address,
  blockNumber: Count,
  name: z.string().optional(),
  /** `delegated`: an account without code of its own that runs another's (EIP-7702). */
  kind: z.enum(['empty', 'account', 'delegated', 'contract']),
  balanceWei: Uint256,
  nonce: Uint256,
  codeBytes: Count,
  codeHash: Bytes32.optional(),
  delegate: Address.optional(),
  /** Absent where the network gives no proofs (EIP-1186). */
  storageRoot: Bytes32.optional(),
  tokens: z.array(TokenInfo.extend({ name: z.string().optional(), balance: Uint256 })),
  /** The token contract this account is, if it is one. */
  token: TokenInfo.extend({ totalSupply: Uint256.optional() }).optional(),
  names: AddressNames,
})
export type AccountDetails = z.infer<typeof AccountDetails>

/** A contract's code, with what was compiled to it where that is known. */
export const ContractCode = z.object({
  address: Address,
  code: HexData,
  artifact: z
    .object({
      name: z.string(),
      path: z.string(),
      compilerVersion: z.string(),
      abi: z.string(),
      /** The contract's own file first. */
      sources: z.array(z.object({ path: z.string(), text: z.string() })),
    })
    .optional(),
})
export type ContractCode = z.infer<typeof ContractCode>

/** A slot, or the part of one that a variable has. */
export const StorageEntry = z.object({
  slot: Bytes32,
  value: Bytes32,
  /** By the storage layout: `investors[0x…].status`; absent where none is known. */
  label: z.string().optional(),
  type: z.string().optional(),
  /** The variable's value in words. */
  decoded: z.string().optional(),
})
export type StorageEntry = z.infer<typeof StorageEntry>

/** What a search found. */
export const SearchHit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('block'), number: Count, hash: Bytes32 }),
  z.object({ kind: z.literal('transaction'), hash: Bytes32 }),
  z.object({ kind: z.literal('account'), address: Address, name: z.string().optional() }),
])
export type SearchHit = z.infer<typeof SearchHit>

/** New blocks, newest first. A block takes the place of all known ones from its number on: the chain may have been rolled back. */
export const HeadEvent = z.object({
  blocks: z.array(BlockSummary),
})
export type HeadEvent = z.infer<typeof HeadEvent>

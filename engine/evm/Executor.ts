import type { TypedTransaction } from '@ethereumjs/tx'
import type { ExecutionGuard } from './ExecutionGuard.ts'
import type { ExecutionState } from './ExecutionState.ts'
import type { Tracer } from './trace/Tracer.ts'
import type { Withdrawal } from './Withdrawal.ts'

/** What a block tells the code that runs in it. Amounts in wei, gas in gas, time in seconds; hashes are 32 bytes. */
export type BlockEnvironment = {
  readonly number: bigint
  readonly timestamp: bigint
  readonly parentHash: Uint8Array
  readonly coinbase: Uint8Array
  readonly gasLimit: bigint
  readonly baseFeePerGas: bigint
  readonly excessBlobGas: bigint
  readonly prevRandao: Uint8Array
  readonly parentBeaconBlockRoot: Uint8Array
}

/** One event: address, topics, data. */
export type LogEntry = {
  readonly address: Uint8Array
  readonly topics: readonly Uint8Array[]
  readonly data: Uint8Array
}

/** What the gas of a transaction is made of: `gasUsed` is `max(intrinsic + execution - refund, floor)`. */
export type GasBreakdown = {
  /** Before the first opcode: the transaction itself, its data, access list and authorizations. */
  readonly intrinsic: bigint
  readonly execution: bigint
  /** What is given back for storage that was cleared and authorities that exist, after its cap (EIP-3529). */
  readonly refund: bigint
  /** EIP-7623: what its calldata costs at least. */
  readonly floor: bigint
}

export type ExecutionResult = {
  readonly isSuccess: boolean
  readonly gasUsed: bigint
  readonly gas: GasBreakdown
  readonly returnData: Uint8Array
  readonly logs: readonly LogEntry[]
  /** Why the outermost frame failed (`revert`, `out of gas`, …). */
  readonly error: string | undefined
  readonly createdAddress: Uint8Array | undefined
}

export type TransactionResult = ExecutionResult & {
  readonly cumulativeGasUsed: bigint
  readonly effectiveGasPrice: bigint
  readonly blobGasUsed: bigint
  readonly bloom: Uint8Array
  /** EIP-2718 receipt, as the receipts trie has it. */
  readonly encodedReceipt: Uint8Array
}

/** An EIP-7702 authorization, its numbers as minimal big-endian bytes in `authorizationList` order of the EIP. */
export type AuthorizationBytes = readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array]

/** A call without a signature, as `eth_call` and the simulation make them. No `to`: creates a contract. */
export type Message = {
  readonly from: Uint8Array
  readonly to: Uint8Array | undefined
  readonly data: Uint8Array
  readonly value: bigint
  readonly gasLimit: bigint
  /** 0: no fee is charged, and the block's base fee reads 0. */
  readonly gasPrice: bigint
  readonly accessList: readonly (readonly [Uint8Array, readonly Uint8Array[]])[]
  /** What BLOBHASH reads (EIP-4844). The blobs' own fee is not charged. */
  readonly blobVersionedHashes: readonly Uint8Array[]
  readonly authorizationList: readonly AuthorizationBytes[]
}

/** Thrown when a transaction or message cannot even begin (nonce, funds, intrinsic gas): the state is unchanged. */
export class InvalidTransactionError extends Error {
  override readonly name = 'InvalidTransactionError'
}

/** Thrown when a transaction is valid but has no room left in this block: of gas, or of blobs. */
export class BlockFullError extends InvalidTransactionError {}

/** Thrown when a block cannot be valid with the transactions that ran in it: a system call failed, or a deposit's log is wrong. */
export class BlockRuleError extends Error {
  override readonly name = 'BlockRuleError'
}

/** Executes in one block, on one state. Effects stay in the state's journal; the caller checkpoints, reverts and commits. */
export type BlockExecution = {
  /** The system calls before the first transaction (EIP-4788, EIP-2935). */
  open(): Promise<void>
  /**
   * `tracer` hears of every opcode. The sender of an impersonated transaction (`findImpersonatedSender`) may have code.
   *
   * @throws InvalidTransactionError when the transaction may not be in this block.
   */
  runTransaction(transaction: TypedTransaction, tracer?: Tracer): Promise<TransactionResult>
  /** @throws InvalidTransactionError when the sender lacks the funds, or the gas is less than intrinsic. */
  runMessage(message: Message, tracer?: Tracer): Promise<ExecutionResult>
  /**
   * What comes after the last transaction: the withdrawals, then the system calls. Returns the block's requests (EIP-7685), type
   * byte first.
   *
   * @throws BlockRuleError
   */
  close(withdrawals?: readonly Withdrawal[]): Promise<readonly Uint8Array[]>
}

/** What a block is imagined to be besides its environment. */
export type BlockOptions = {
  /** Hashes of blocks that are imagined too, for BLOCKHASH; `undefined`: as the chain has it. */
  readonly getBlockHash?: (number: number) => Uint8Array | undefined
  /** What is called at an address (0x-hex, lower case) instead: the precompile of another one, or none. */
  readonly precompiles?: ReadonlyMap<`0x${string}`, `0x${string}` | undefined>
  /** Wei per blob gas, whatever the excess. */
  readonly blobBaseFee?: bigint | undefined
  /** Senders of transactions may have code (EIP-3607), as nobody signs them. */
  readonly admitsContracts?: boolean
}

/** Executes EVM messages. There is one at a time: calls of two executions must not interleave. */
export type Executor = {
  /** Whether an address (0x-hex, lower case) is a precompile's. */
  isPrecompile(address: `0x${string}`): boolean
  /** What `guard` throws ends an execution; it leaves the state in the middle, for the caller to discard. */
  enterBlock(
    environment: BlockEnvironment,
    state: ExecutionState,
    guard?: ExecutionGuard,
    options?: BlockOptions,
  ): BlockExecution
}

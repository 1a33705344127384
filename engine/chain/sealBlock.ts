import { createBlockHeader, genRequestsRoot } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import { RLP } from '@ethereumjs/rlp'
import { Address, createCLRequest } from '@ethereumjs/util'
import { sha256 } from '@noble/hashes/sha2.js'
import type { BlockEnvironment, TransactionResult } from '../evm/Executor.ts'
import type { Withdrawal } from '../evm/Withdrawal.ts'
import { fromHex } from './bytes.ts'
import type { PooledTransaction } from './pool/TransactionPool.ts'
import type { StateSink, WorldState } from './state/WorldState.ts'
import type { SealedTransaction } from './store/ChainRecords.ts'
import type { SealedBlock } from './store/createChainStore.ts'
import { encodeWithdrawal } from './store/encodeWithdrawal.ts'
import { EMPTY_ROOT, MerkleTrie } from './trie/MerkleTrie.ts'

const BLOOM_BYTES = 256

export type ExecutedTransaction = { readonly pooled: PooledTransaction; readonly result: TransactionResult }

export type BlockParts = {
  readonly environment: BlockEnvironment
  readonly executed: readonly ExecutedTransaction[]
  readonly requests: readonly Uint8Array[]
  readonly common: Common
  readonly withdrawals?: readonly Withdrawal[]
  /** At most 32 bytes of whoever made the block. */
  readonly extraData?: Uint8Array
}

/** Root of a trie of encoded items under the RLP of their index (Yellow Paper, section 4.3.2). */
const computeListRoot = (items: readonly Uint8Array[]): Uint8Array => {
  if (items.length === 0) return EMPTY_ROOT
  const trie = new MerkleTrie(() => undefined)
  for (const [index, item] of items.entries()) trie.put(RLP.encode(index), item)
  return trie.commit(() => {})
}

const joinBlooms = (executed: readonly ExecutedTransaction[]): Uint8Array => {
  const bloom = new Uint8Array(BLOOM_BYTES)
  for (const { result } of executed) {
    if (result.logs.length === 0) continue
    for (let index = 0; index < BLOOM_BYTES; index++)
      bloom[index] = (bloom[index] as number) | (result.bloom[index] as number)
  }
  return bloom
}

const listBytes = (payloadBytes: number): number =>
  payloadBytes < 56 ? payloadBytes + 1 : payloadBytes + 1 + Math.ceil((32 - Math.clz32(payloadBytes)) / 8)

/** Size of the block's RLP: header, transactions (typed ones as byte strings), no uncles, withdrawals. */
const measureBlock = (
  headerBytes: number,
  executed: readonly ExecutedTransaction[],
  encodedWithdrawals: readonly Uint8Array[],
): number => {
  const withdrawalBytes = encodedWithdrawals.reduce((sum, encoded) => sum + encoded.length, 0)
  let transactionBytes = 0
  for (const { pooled } of executed) {
    transactionBytes += pooled.transaction.type === 0 ? pooled.raw.length : listBytes(pooled.raw.length)
  }
  return listBytes(headerBytes + listBytes(transactionBytes) + 1 + listBytes(withdrawalBytes))
}

const toSealedTransactions = (number: number, executed: readonly ExecutedTransaction[]): SealedTransaction[] => {
  let firstLog = 0
  return executed.map(({ pooled, result }, position) => {
    const sealed: SealedTransaction = {
      blockNumber: number,
      position,
      hash: fromHex(pooled.hash),
      sender: fromHex(pooled.sender),
      raw: pooled.raw,
      isSuccess: result.isSuccess,
      gasUsed: Number(result.gasUsed),
      cumulativeGasUsed: Number(result.cumulativeGasUsed),
      effectiveGasPrice: result.effectiveGasPrice,
      blobGasUsed: Number(result.blobGasUsed),
      createdAddress: pooled.transaction.to === undefined ? result.createdAddress : undefined,
      firstLog,
      logs: result.logs,
    }
    firstLog += result.logs.length
    return sealed
  })
}

/** Computes the roots of an executed block, writes its state through `sink`, and returns the block. */
export const sealBlock = (parts: BlockParts, state: WorldState, sink: StateSink): SealedBlock => {
  const { environment, executed, requests, common, withdrawals = [] } = parts
  const encodedWithdrawals = withdrawals.map(encodeWithdrawal)
  const last = executed.at(-1)
  const header = createBlockHeader(
    {
      parentHash: environment.parentHash,
      coinbase: new Address(environment.coinbase),
      stateRoot: state.commitBlock(sink),
      transactionsTrie: computeListRoot(executed.map(({ pooled }) => pooled.raw)),
      receiptTrie: computeListRoot(executed.map(({ result }) => result.encodedReceipt)),
      logsBloom: joinBlooms(executed),
      number: environment.number,
      gasLimit: environment.gasLimit,
      gasUsed: last?.result.cumulativeGasUsed ?? 0n,
      timestamp: environment.timestamp,
      mixHash: environment.prevRandao,
      extraData: parts.extraData ?? new Uint8Array(),
      baseFeePerGas: environment.baseFeePerGas,
      withdrawalsRoot: computeListRoot(encodedWithdrawals),
      blobGasUsed: executed.reduce((sum, { result }) => sum + result.blobGasUsed, 0n),
      excessBlobGas: environment.excessBlobGas,
      parentBeaconBlockRoot: environment.parentBeaconBlockRoot,
      requestsHash: genRequestsRoot(requests.map(createCLRequest), sha256),
    },
    { common, freeze: false },
  )
  return {
    hash: header.hash(),
    header,
    sizeBytes: measureBlock(header.serialize().length, executed, encodedWithdrawals),
    withdrawals,
    transactions: toSealedTransactions(Number(environment.number), executed),
  }
}

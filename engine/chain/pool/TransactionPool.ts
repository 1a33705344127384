import type { TypedTransaction } from '@ethereumjs/tx'
import { bigIntMin } from '@ethereumjs/util'
import { refuse } from '../ChainError.ts'
import { createHeap } from './createHeap.ts'

/** A signed transaction whose sender is known. */
export type PooledTransaction = {
  readonly transaction: TypedTransaction
  readonly hash: `0x${string}`
  readonly sender: `0x${string}`
  /** EIP-2718 bytes as they arrived. */
  readonly raw: Uint8Array
}

/** What the chain knows of a sender at the head. */
export type SenderAccount = { readonly nonce: bigint; readonly balance: bigint }

/** What a block asks for gas and for blob gas, in wei (EIP-1559, EIP-4844). */
export type BlockFees = { readonly baseFeePerGas: bigint; readonly blobBaseFee: bigint }

const MAX_TRANSACTIONS = 20_000
const MAX_PER_SENDER = 5_000
/** EIP-1559 clients agree on this: a replacement pays at least a tenth more, in fee cap and in tip. */
const REPLACEMENT_PERCENT = 110n
/** With blobs it pays twice as much, in every fee: verifying them again is dear. */
const BLOB_REPLACEMENT_PERCENT = 200n

const feeCap = (transaction: TypedTransaction): bigint =>
  'maxFeePerGas' in transaction ? transaction.maxFeePerGas : transaction.gasPrice

const tipCap = (transaction: TypedTransaction): bigint =>
  'maxPriorityFeePerGas' in transaction ? transaction.maxPriorityFeePerGas : transaction.gasPrice

/** What the sender may have to pay in the worst case. */
const greatestCost = (transaction: TypedTransaction): bigint =>
  transaction.value +
  transaction.gasLimit * feeCap(transaction) +
  ('maxFeePerBlobGas' in transaction ? transaction.maxFeePerBlobGas * BigInt(transaction.numBlobs()) * 131_072n : 0n)

const blobFeeCap = (transaction: TypedTransaction): bigint =>
  'maxFeePerBlobGas' in transaction ? transaction.maxFeePerBlobGas : 0n

const paysFor = (transaction: TypedTransaction, { baseFeePerGas, blobBaseFee }: BlockFees): boolean =>
  feeCap(transaction) >= baseFeePerGas &&
  (!('maxFeePerBlobGas' in transaction) || transaction.maxFeePerBlobGas >= blobBaseFee)

const effectiveTip = (transaction: TypedTransaction, baseFeePerGas: bigint): bigint => {
  return bigIntMin(feeCap(transaction) - baseFeePerGas, tipCap(transaction))
}

type QueuedTransaction = PooledTransaction & { readonly order: number }

/** A sender's transactions by nonce, and what they may cost together. */
type SenderQueue = { readonly byNonce: Map<bigint, QueuedTransaction>; cost: bigint }

/**
 * The transactions that wait for a block. A sender's run in the order of their nonces, those after a gap wait; among senders the
 * one that pays the greatest tip comes first, the older of two equals. Pure: no clock, no state of its own but the list.
 */
export class TransactionPool {
  readonly #bySender = new Map<string, SenderQueue>()
  readonly #byHash = new Map<string, PooledTransaction>()
  #arrivals = 0

  get size(): number {
    return this.#byHash.size
  }

  get(hash: string): PooledTransaction | undefined {
    return this.#byHash.get(hash)
  }

  all(): IterableIterator<PooledTransaction> {
    return this.#byHash.values()
  }

  /** Takes a transaction in, replacing one of the same nonce that pays less. Throws geth's sentences (code -32000). */
  add(pooled: PooledTransaction, account: SenderAccount): void {
    const { transaction, sender } = pooled
    if (this.#byHash.has(pooled.hash)) throw refuse('already known')
    if (transaction.nonce < account.nonce) {
      throw refuse(`nonce too low: next nonce ${account.nonce}, tx nonce ${transaction.nonce}`)
    }
    const queue = this.#bySender.get(sender) ?? { byNonce: new Map(), cost: 0n }
    const replaced = queue.byNonce.get(transaction.nonce)
    if (replaced !== undefined) requireHigherFee(transaction, replaced.transaction)
    else if (this.#byHash.size >= MAX_TRANSACTIONS || queue.byNonce.size >= MAX_PER_SENDER)
      throw refuse('txpool is full')
    const cost =
      queue.cost + greatestCost(transaction) - (replaced === undefined ? 0n : greatestCost(replaced.transaction))
    if (cost > account.balance) {
      throw refuse(`insufficient funds for gas * price + value: address ${sender} have ${account.balance} want ${cost}`)
    }
    if (replaced !== undefined) this.#byHash.delete(replaced.hash)
    const queued = { ...pooled, order: this.#arrivals++ }
    queue.byNonce.set(transaction.nonce, queued)
    queue.cost = cost
    this.#bySender.set(sender, queue)
    this.#byHash.set(pooled.hash, queued)
  }

  /** The nonce after the sender's last transaction that can run. */
  nextNonce(sender: string, accountNonce: bigint): bigint {
    const queue = this.#bySender.get(sender)
    let nonce = accountNonce
    while (queue?.byNonce.has(nonce)) nonce++
    return nonce
  }

  /**
   * The transactions that can run, best first. `accept` says whether one was taken; the rest of a sender's whose transaction was
   * not wait for another block.
   */
  async drain(
    fees: BlockFees,
    nonceOf: (sender: string) => bigint,
    accept: (pooled: PooledTransaction) => Promise<boolean>,
  ): Promise<void> {
    const heap = createHeap<QueuedTransaction & { readonly tip: bigint }>(
      (a, b) => a.tip > b.tip || (a.tip === b.tip && a.order < b.order),
    )
    const offer = (sender: string, nonce: bigint): void => {
      const next = this.#bySender.get(sender)?.byNonce.get(nonce)
      if (next === undefined || !paysFor(next.transaction, fees)) return
      heap.push({ ...next, tip: effectiveTip(next.transaction, fees.baseFeePerGas) })
    }
    for (const sender of this.#bySender.keys()) offer(sender, nonceOf(sender))
    for (let best = heap.pop(); best !== undefined; best = heap.pop()) {
      if (await accept(best)) offer(best.sender, best.transaction.nonce + 1n)
    }
  }

  /** Whether a block with these fees would have a transaction. */
  hasExecutable(fees: BlockFees, nonceOf: (sender: string) => bigint): boolean {
    for (const [sender, queue] of this.#bySender) {
      const next = queue.byNonce.get(nonceOf(sender))
      if (next !== undefined && paysFor(next.transaction, fees)) return true
    }
    return false
  }

  remove(hash: string): void {
    const pooled = this.#byHash.get(hash)
    if (pooled === undefined) return
    this.#byHash.delete(hash)
    const queue = this.#bySender.get(pooled.sender)
    if (queue === undefined) return
    queue.byNonce.delete(pooled.transaction.nonce)
    queue.cost -= greatestCost(pooled.transaction)
    if (queue.byNonce.size === 0) this.#bySender.delete(pooled.sender)
  }

  /** After a block: what is in it, and what it has overtaken, leaves. */
  forget(sender: string, nextNonce: bigint): void {
    for (const [nonce, { hash }] of this.#bySender.get(sender)?.byNonce ?? []) if (nonce < nextNonce) this.remove(hash)
  }
}

const requireHigherFee = (transaction: TypedTransaction, replaced: TypedTransaction): void => {
  const hasBlobs = 'maxFeePerBlobGas' in transaction || 'maxFeePerBlobGas' in replaced
  const percent = hasBlobs ? BLOB_REPLACEMENT_PERCENT : REPLACEMENT_PERCENT
  const isHigher =
    feeCap(transaction) * 100n >= feeCap(replaced) * percent &&
    tipCap(transaction) * 100n >= tipCap(replaced) * percent &&
    (!('maxFeePerBlobGas' in transaction) || blobFeeCap(transaction) * 100n >= blobFeeCap(replaced) * percent)
  if (!isHigher) throw refuse('replacement transaction underpriced')
}

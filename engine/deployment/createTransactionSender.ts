import { type Hex, keccak256, numberToHex, parseTransaction } from 'viem'
import { TerminalError } from '../api/errors.ts'
import { Bytes32 } from '../api/schemas.ts'
import type { Clock } from '../chain/Clock.ts'
import type { DeploymentReader, DeploymentReceipt } from './createDeploymentReader.ts'
import { toTransaction } from './createDeploymentReader.ts'
import type { DeploymentSigner } from './DeploymentSigner.ts'
import type { StepCall } from './DeploymentStep.ts'
import type { DeploymentJournal, JournaledTransaction } from './openDeploymentJournal.ts'
import { type DeploymentFees, feeTooHigh, readFees } from './readFees.ts'

export type SenderOptions = {
  readonly reader: DeploymentReader
  readonly signer: DeploymentSigner
  readonly chainId: number
  readonly journal: DeploymentJournal
  readonly clock: Clock
  /** How long to wait for a transaction to be in a block. */
  readonly timeoutMs: number
  readonly pollMs: number
  /** The most to pay for a unit of gas, tip included. */
  readonly maxFeeWei?: bigint | undefined
  /** Puts a transaction that bids more in the place of one that is still waiting from an earlier run. */
  readonly replace?: boolean | undefined
  /** Hears of each transaction that was handed to the network, and of each that is waited for. */
  readonly onTransaction?: (step: string, event: 'sent' | 'awaited', hash: Hex | undefined) => void
}

/** A step as it is sent. `isDone` tells whether what it was to do stands on chain, whoever did it. */
export type SentStep = { readonly id: string; readonly call: StepCall; readonly isDone: () => Promise<boolean> }

/** What became of a transaction. `gone`: another one took its nonce; `refused`: nothing is under way with its nonce. */
type Outcome =
  | { readonly type: 'mined'; readonly receipt: DeploymentReceipt }
  | { readonly type: 'gone' }
  | { readonly type: 'late' }
  | { readonly type: 'refused'; readonly refusal: TerminalError }

/** EIP-7825 (Osaka): no transaction may use more. */
export const GAS_LIMIT_CAP = 2n ** 24n
/** A sixth on top of the estimate, for what may change on chain until the transaction is executed. */
const withMargin = (gas: bigint): bigint => gas + gas / 6n

/**
 * Sends a step's transaction so that it happens once, whenever and however often this is interrupted: what is to be sent is
 * journaled before it leaves, and until its nonce is used nothing else is sent for the step.
 */
export const createTransactionSender = (options: SenderOptions) => {
  const { reader, signer, journal, clock } = options

  const wait = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      clock.schedule(resolve, delayMs)
    })

  /** Signs and journals. With `before`, under its nonce: then only one of the two can ever be executed. */
  const prepare = async (
    step: string,
    call: StepCall,
    before?: JournaledTransaction,
  ): Promise<JournaledTransaction> => {
    const [nonce, fees, estimate] = await Promise.all([
      before?.nonce ?? reader.nonce(signer.address, 'pending'),
      readFees(reader, options.maxFeeWei),
      reader.estimateGas(signer.address, call),
    ])
    const gas = withMargin(estimate) < GAS_LIMIT_CAP ? withMargin(estimate) : GAS_LIMIT_CAP
    const signed = await signer.sign?.({
      type: 'eip1559',
      chainId: options.chainId,
      nonce,
      to: call.to,
      data: call.data,
      value: call.valueWei,
      gas,
      ...outbid(fees, before?.signed, options.maxFeeWei),
    })
    const base = { step, from: signer.address, nonce, atMs: clock.nowMs() }
    return journal.intend(signed === undefined ? base : { ...base, signed, hash: keccak256(signed) })
  }

  const hand = async (transaction: JournaledTransaction, call: StepCall): Promise<JournaledTransaction> => {
    if (transaction.signed !== undefined) {
      await reader.ask(Bytes32, 'eth_sendRawTransaction', transaction.signed)
      return transaction
    }
    const request = { ...toTransaction(signer.address, call), nonce: numberToHex(transaction.nonce) }
    return journal.sent(transaction, await reader.ask(Bytes32, 'eth_sendTransaction', request))
  }

  /** Hands it to the network, again perhaps. A refusal is not the end: the transaction, or its nonce, may be known already. */
  const tryToHand = async (
    transaction: JournaledTransaction,
    call: StepCall,
  ): Promise<JournaledTransaction | TerminalError> => {
    try {
      return await hand(transaction, call)
    } catch (error) {
      if (error instanceof TerminalError) return error
      throw error
    }
  }

  const look = async (transaction: JournaledTransaction): Promise<Outcome | 'pending' | 'unknown'> => {
    const { hash, from, nonce } = transaction
    const receipt = hash === undefined ? null : await reader.receipt(hash)
    if (receipt !== null) return { type: 'mined', receipt }
    if ((await reader.nonce(from, 'latest')) > nonce) {
      // It may have been mined between the two questions.
      const late = hash === undefined ? null : await reader.receipt(hash)
      return late === null ? { type: 'gone' } : { type: 'mined', receipt: late }
    }
    return hash !== undefined && (await reader.isKnown(hash)) ? 'pending' : 'unknown'
  }

  const follow = async (first: JournaledTransaction, call: StepCall): Promise<Outcome> => {
    const untilMs = clock.nowMs() + options.timeoutMs
    let transaction = first
    let refusals = 0
    for (;;) {
      const state = await look(transaction)
      if (typeof state === 'object') return state
      if (state === 'unknown') {
        const handed = await tryToHand(transaction, call)
        if (!(handed instanceof TerminalError)) {
          transaction = handed
          options.onTransaction?.(transaction.step, 'sent', transaction.hash)
          continue
        }
        const isFree = (await reader.nonce(transaction.from, 'pending')) <= transaction.nonce
        if (isFree && ++refusals === MAX_REFUSALS) return { type: 'refused', refusal: handed }
      }
      if (clock.nowMs() >= untilMs) return { type: 'late' }
      await wait(options.pollMs)
    }
  }

  /** What became of what an earlier run sent; or the transaction that takes its place. */
  const resume = async (before: JournaledTransaction, call: StepCall): Promise<Outcome> => {
    if (options.replace && typeof (await look(before)) === 'string')
      return follow(await prepare(before.step, call, before), call)
    options.onTransaction?.(before.step, 'awaited', before.hash)
    const outcome = await follow(before, call)
    // Such as one whose fee has become too low: the same step again, under the same nonce.
    return outcome.type === 'refused' ? follow(await prepare(before.step, call, before), call) : outcome
  }

  const conclude = async ({ id, isDone }: SentStep, outcome: Outcome): Promise<DeploymentReceipt | undefined> => {
    if (outcome.type === 'refused') throw outcome.refusal
    if (outcome.type === 'late') throw notMined(id, journal.latest(id), options.timeoutMs)
    if (outcome.type === 'mined' && outcome.receipt.isSuccess) return outcome.receipt
    if (outcome.type === 'mined') throw reverted(id, outcome.receipt)
    // Somebody sped the same transaction up, or a node signed it whose answer was lost.
    if (await isDone()) return undefined
    throw replaced(id)
  }

  /**
   * Sees to it that a step's transaction is in a block. Answers its receipt; `undefined` when another transaction did the same.
   *
   * @throws TerminalError `deployment/reverted`, `deployment/replaced`, `deployment/not-mined`, `deployment/fee-too-high`; what the
   * network refuses it with.
   */
  return async (step: SentStep): Promise<DeploymentReceipt | undefined> => {
    const { id, call, isDone } = step
    const before = journal.latest(id)
    if (before?.from === signer.address) {
      const outcome = await resume(before, call)
      const isVoid =
        outcome.type === 'gone' ? !(await isDone()) : outcome.type === 'mined' && !outcome.receipt.isSuccess
      if (!isVoid) return conclude(step, outcome)
    }
    return conclude(step, await follow(await prepare(id, call), call))
  }
}

const MAX_REFUSALS = 3

/** Nodes take a replacement that bids at least a tenth more; an eighth is enough for all. */
const outbid = (fees: DeploymentFees, signed: Hex | undefined, limitWei: bigint | undefined) => {
  const { maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = signed === undefined ? {} : parseTransaction(signed)
  const maxFeeWei = atLeast(fees.maxFeeWei, maxFeePerGas)
  if (limitWei !== undefined && maxFeeWei > limitWei) throw feeTooHigh(maxFeeWei, limitWei)
  return { maxFeePerGas: maxFeeWei, maxPriorityFeePerGas: atLeast(fees.tipWei, maxPriorityFeePerGas) }
}

const atLeast = (feeWei: bigint, beforeWei: bigint): bigint => {
  const moreWei = beforeWei === 0n ? 0n : beforeWei + beforeWei / 8n + 1n
  return feeWei > moreWei ? feeWei : moreWei
}

const notMined = (step: string, transaction: JournaledTransaction | undefined, timeoutMs: number): TerminalError => {
  const message = `The transaction of “${step}” (nonce ${transaction?.nonce}) is in no block after ${timeoutMs / 1000} s. Run the same command again to go on waiting for it, with --replace to bid more.`
  return new TerminalError('deployment/not-mined', message, { step, hash: transaction?.hash ?? null })
}

const replaced = (step: string): TerminalError => {
  const message = `Another transaction took the nonce of “${step}”. Run the same command again to go on.`
  return new TerminalError('deployment/replaced', message, { step })
}

const reverted = (step: string, { transactionHash, gasUsed }: DeploymentReceipt): TerminalError =>
  new TerminalError('deployment/reverted', `The transaction of “${step}” was reverted: ${transactionHash}.`, {
    step,
    hash: transactionHash,
    gasUsed,
  })

import { TerminalError } from '../../api/errors.ts'
import type { Outcome } from '../../api/workbench.ts'
import type { EthereumProvider } from '../../networks/Network.ts'
import { type MinedTransaction, type Schedule, sendTransaction, type TransactionRequest } from './sendTransaction.ts'
import { type Reading, toTransactionOutcome } from './toOutcome.ts'
import { tryCall } from './tryCall.ts'

/** `mined` is absent where the network has refused it. */
export type SentOutcome = { readonly outcome: Outcome; readonly mined?: MinedTransaction }

/**
 * Sends a transaction and tells what it came to. Where the network refuses one that would revert (without a working estimate it asks for
 * all the gas there is, which an account may not be able to pay) the revert is what there is to know, and to debug.
 *
 * @throws TerminalError `workbench/account-locked`, `chain/rejected`, `chain/unavailable`
 */
export const sendOrExplain = async (
  provider: EthereumProvider,
  request: TransactionRequest,
  schedule: Schedule,
  reading: Reading,
): Promise<SentOutcome> => {
  const sent = await sendTransaction(provider, request, schedule).catch((error: unknown) => {
    if (error instanceof TerminalError && REFUSALS.has(error.code)) return error
    throw error
  })
  if (!(sent instanceof TerminalError)) {
    return { outcome: await toTransactionOutcome(provider, sent, reading), mined: sent }
  }
  const outcome = await tryCall(provider, request, reading).catch(() => undefined)
  if (outcome === undefined || outcome.status === 'success') throw sent
  return { outcome }
}

const REFUSALS: ReadonlySet<string> = new Set(['chain/rejected', 'chain/reverted'])

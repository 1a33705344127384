import { EthereumJSError } from '@ethereumjs/util'
import { InvalidTransactionError } from './Executor.ts'
import { toNodeSentence } from './toNodeSentence.ts'

/**
 * Turns a refusal of @ethereumjs to begin a transaction into ours. Anything else is no refusal (the disk failed, a guard ended the
 * execution) and stays what it is.
 */
export const toInvalidTransactionError = (error: unknown): unknown => {
  if (!(error instanceof EthereumJSError)) return error
  const sentence = toNodeSentence(error.message) ?? error.message.replace(/ \(vm hf=.*$/s, '')
  return new InvalidTransactionError(sentence, { cause: error })
}

import { InvalidTransactionError } from './Executor.ts'
import { toNodeSentence } from './toNodeSentence.ts'

/** Turns a refusal of @ethereumjs to begin a transaction into ours. */
export const toInvalidTransactionError = (error: unknown): InvalidTransactionError => {
  const reason = error instanceof Error ? error.message : String(error)
  const sentence = toNodeSentence(reason) ?? reason.replace(/ \(vm hf=.*$/s, '')
  return new InvalidTransactionError(sentence, { cause: error })
}

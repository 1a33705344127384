import { InvalidTransactionError } from './Executor.ts'

/** What @ethereumjs says and what geth says: clients match on geth's words. */
const SENTENCES: readonly (readonly [RegExp, (match: RegExpMatchArray) => string])[] = [
  [
    /INTRINSIC_GAS_TOO_LOW: tx gas limit (\d+) is lower than the minimum gas limit of (\d+)/,
    ([, gas, needed]) => `intrinsic gas too low: gas ${gas}, minimum needed ${needed}`,
  ],
  [/doesn't have enough funds/, () => 'insufficient funds for gas * price + value'],
  [
    /account has nonce of: (\d+) tx has nonce of: (\d+)/,
    ([, next = '0', given = '0']) =>
      `nonce too ${BigInt(given) < BigInt(next) ? 'low' : 'high'}: next nonce ${next}, tx nonce ${given}`,
  ],
  [/less than the block's baseFeePerGas/, () => 'max fee per gas less than block base fee'],
  [/is less than block blobGasPrice/, () => 'max fee per blob gas less than block blob gas fee'],
  [/is not EOA/, () => 'sender not an eoa'],
]

/** Turns a refusal of @ethereumjs to begin a transaction into ours. */
export const toInvalidTransactionError = (error: unknown): InvalidTransactionError => {
  const reason = error instanceof Error ? error.message : String(error)
  for (const [pattern, toSentence] of SENTENCES) {
    const match = reason.match(pattern)
    if (match !== null) return new InvalidTransactionError(toSentence(match), { cause: error })
  }
  return new InvalidTransactionError(reason.replace(/ \(vm hf=.*$/s, ''), { cause: error })
}

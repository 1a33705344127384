/** Why the chain refused: numbers as Ethereum nodes use them in JSON-RPC. */
export const CHAIN_ERROR_CODES = { reverted: 3, invalidParams: -32602, refused: -32000 } as const

/** A refusal by the chain, with the code and data that a JSON-RPC client gets. */
export class ChainError extends Error {
  override readonly name = 'ChainError'
  readonly code: number
  /** Revert data (0x-hex) when the code is 3. */
  readonly data: `0x${string}` | undefined

  constructor(code: number, message: string, data?: `0x${string}`, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.data = data
  }
}

/** A refusal with geth's code -32000 and, where there is one, geth's sentence: clients match on it. */
export const refuse = (message: string): ChainError => new ChainError(CHAIN_ERROR_CODES.refused, message)

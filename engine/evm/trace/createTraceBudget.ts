/** About how long a trace may be as JSON. */
const MAX_RESULT_BYTES = 128 * 1_048_576

/** Thrown when a trace would be larger than one answer may be. */
export class TraceTooLargeError extends Error {
  override readonly name = 'TraceTooLargeError'

  constructor(maxBytes: number) {
    super(
      `trace too large: more than ${maxBytes} bytes; ask for less (disableStack, limit, onlyTopCall, one transaction)`,
    )
  }
}

/** What one request may spend on traces. */
export type TraceBudget = {
  /** Answers whether there is still room. */
  spend(resultBytes: number): boolean
  hasRoom(): boolean
  /** @throws TraceTooLargeError */
  requireRoom(): void
}

export const createTraceBudget = (maxResultBytes: number = MAX_RESULT_BYTES): TraceBudget => {
  let resultBytes = 0
  const hasRoom = (): boolean => resultBytes <= maxResultBytes
  return {
    spend: (result) => {
      resultBytes += result
      return hasRoom()
    },
    hasRoom,
    requireRoom: () => {
      if (resultBytes > maxResultBytes) throw new TraceTooLargeError(maxResultBytes)
    },
  }
}

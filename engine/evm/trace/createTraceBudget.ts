/** About how long a trace may be as JSON, and how much memory of the EVM may be copied to make it. */
const MAX_RESULT_BYTES = 128 * 1_048_576
const MAX_COPIED_BYTES = 4_096 * 1_048_576

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
  spend(resultBytes: number, copiedBytes?: number): boolean
  hasRoom(): boolean
  /** @throws TraceTooLargeError */
  requireRoom(): void
}

export const createTraceBudget = (
  maxResultBytes: number = MAX_RESULT_BYTES,
  maxCopiedBytes: number = MAX_COPIED_BYTES,
): TraceBudget => {
  let resultBytes = 0
  let copiedBytes = 0
  const hasRoom = (): boolean => resultBytes <= maxResultBytes && copiedBytes <= maxCopiedBytes
  return {
    spend: (result, copied = 0) => {
      resultBytes += result
      copiedBytes += copied
      return hasRoom()
    },
    hasRoom,
    requireRoom: () => {
      if (resultBytes > maxResultBytes) throw new TraceTooLargeError(maxResultBytes)
      if (copiedBytes > maxCopiedBytes) throw new TraceTooLargeError(maxCopiedBytes)
    },
  }
}

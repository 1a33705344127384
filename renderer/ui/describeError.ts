import { cleanText } from './cleanText.ts'

export interface ErrorDescription {
  /** A stable code of the desk (`order/tick-size`); absent for failures outside the contract. */
  readonly code?: string
  readonly message: string
}

/** A failure as people read it: the desk's code and sentence, made safe to show. */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { message: 'Something failed without saying why.' }
  const message = cleanText(error.message, 400) || 'Something failed without saying why.'
  const code = 'code' in error && typeof error.code === 'string' ? cleanText(error.code) : undefined
  return code === undefined ? { message } : { code, message }
}

/** EIP-7702: code of a delegated account is 0xef0100 and the address of the code it runs. */
const DELEGATION_PREFIX = [0xef, 0x01, 0x00] as const
const DELEGATION_BYTES = 23

/** Whether code says only where the account's code is. */
export const isDelegation = (code: Uint8Array): boolean =>
  code.length === DELEGATION_BYTES && DELEGATION_PREFIX.every((byte, index) => code[index] === byte)

/** Whose code an account with this code runs, where that is another's. */
export const readDelegate = (code: Uint8Array): Uint8Array | undefined =>
  isDelegation(code) ? code.slice(DELEGATION_PREFIX.length) : undefined

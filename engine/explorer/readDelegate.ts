import { type Address, getAddress, type Hex } from 'viem'

/** EIP-7702: `0xef0100` and the address whose code the account runs. */
const designator = /^0xef0100([0-9a-f]{40})$/

/** Whose code a delegated account runs; `undefined` of any other code. */
export const readDelegate = (code: Hex): Address | undefined => {
  const digits = designator.exec(code)?.[1]
  return digits === undefined ? undefined : getAddress(`0x${digits}`)
}

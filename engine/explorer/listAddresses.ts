import { type Address, isAddress } from 'viem'
import type { DecodedValue } from '../api/decoded.ts'

/** More are not named: an array of them may be long. */
const MAX_ADDRESSES = 1_000

/** The addresses among decoded values, those in arrays and tuples too. */
export const listAddresses = (values: readonly DecodedValue[]): Address[] => {
  const found: Address[] = []
  const collect = (value: DecodedValue): void => {
    if (found.length >= MAX_ADDRESSES) return
    if (typeof value.value === 'object') value.value.forEach(collect)
    else if (value.type === 'address' && typeof value.value === 'string' && isAddress(value.value))
      found.push(value.value)
  }
  values.forEach(collect)
  return found
}

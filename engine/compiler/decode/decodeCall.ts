import type { Hex } from 'viem'
import type { DecodedCall } from '../../api/decoded.ts'
import { toBytes, toSelector } from './bytes.ts'
import { decodeParameters } from './decodeParameters.ts'
import { indexAbi } from './indexAbi.ts'
import type { KnownAbi } from './KnownAbi.ts'

/**
 * Reads call data with the first of `abis` that has its function. `undefined` when none has, or the arguments do not fit it.
 * Never throws, whatever the data.
 *
 * @example
 * decodeCall([artifact], '0xa9059cbb…') // { contract: 'Token', signature: 'transfer(address,uint256)', args: […] }
 */
export const decodeCall = (abis: readonly KnownAbi[], data: Uint8Array | Hex): DecodedCall | undefined => {
  const bytes = toBytes(data)
  const selector = toSelector(bytes)
  if (selector === undefined) return undefined
  for (const { name, abi } of abis) {
    const entry = indexAbi(abi).functions.get(selector)
    const args = entry && decodeParameters(entry.inputs, bytes.subarray(4))
    if (args !== undefined) return { contract: name, signature: entry?.signature ?? '', args: [...args] }
  }
  return undefined
}

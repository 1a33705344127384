import type { Hex } from 'viem'
import type { DecodedValue } from '../../api/decoded.ts'
import { toBytes, toSelector } from './bytes.ts'
import { decodeParameters } from './decodeParameters.ts'
import { indexAbi } from './indexAbi.ts'
import type { KnownAbi } from './KnownAbi.ts'

/**
 * Reads what a call returned, with the first of `abis` that has the function that `input` calls. `undefined` when none has, or the
 * data does not fit it. Never throws, whatever the data.
 */
export const decodeOutputs = (
  abis: readonly KnownAbi[],
  input: Uint8Array | Hex,
  output: Uint8Array | Hex,
): DecodedValue[] | undefined => {
  const selector = toSelector(toBytes(input))
  if (selector === undefined) return undefined
  for (const { abi } of abis) {
    const entry = indexAbi(abi).functions.get(selector)
    const values = entry?.outputs && decodeParameters(entry.outputs, toBytes(output))
    if (values !== undefined) return [...values]
  }
  return undefined
}

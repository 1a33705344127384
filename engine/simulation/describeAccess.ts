import type { SimulatedItem } from '../api/simulation.ts'
import { toDigits } from '../evm/trace/traceBytes.ts'
import type { Recording } from './createRecorder.ts'
import type { PreparedItem } from './prepareItem.ts'
import { toShownKey } from './toShown.ts'

/**
 * The access list that an item would declare (EIP-2930), as nodes answer `eth_createAccessList`: sender, recipient and precompiles
 * are warm anyway, and only listed with slots.
 */
export const describeAccess = (
  { accessed, frames }: Recording,
  { from, to, authorizations }: PreparedItem,
  authorities: readonly (Uint8Array | undefined)[],
  isPrecompile: (address: Uint8Array) => boolean,
): SimulatedItem['accessList'] => {
  const created = authorizations.length > 0 || to !== undefined ? undefined : frames[0]?.end?.createdAddress
  const warm = new Set([from, to, created, ...authorities].flatMap((one) => (one === undefined ? [] : [toDigits(one)])))
  return [...accessed].flatMap(([key, slots]) => {
    if (slots.size === 0 && (warm.has(key) || isPrecompile(Buffer.from(key, 'hex')))) return []
    return [{ address: toShownKey(key), storageKeys: [...slots].map((slot) => `0x${slot}` as const) }]
  })
}

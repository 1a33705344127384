import type { Common } from '@ethereumjs/common'
import { getActivePrecompiles } from '@ethereumjs/evm'

/** Tells precompiled contracts from others, by the chain's rules. */
export const createPrecompileCheck = (common: Common): ((address: Uint8Array) => boolean) => {
  const known = getActivePrecompiles(common)
  return (address) => known.has(Buffer.prototype.hexSlice.call(address, 0, address.length))
}

import type { Common } from '@ethereumjs/common'
import { getActivePrecompiles, type PrecompileFunc } from '@ethereumjs/evm'
import { Address } from '@ethereumjs/util'
import { loadKzg } from './kzg.ts'

const ADDRESS = '000000000000000000000000000000000000000a'

/** The precompile 0x0a (EIP-4844, point evaluation), which waits for the trusted setup when it is first called. */
export const createPointEvaluation = (common: Common): { address: Address; function: PrecompileFunc } => {
  const evaluate = getActivePrecompiles(common).get(ADDRESS)
  if (evaluate === undefined) throw new Error('The rules of the chain have no point evaluation.')
  return {
    address: new Address(Buffer.from(ADDRESS, 'hex')),
    function: async (input) => {
      await loadKzg()
      return evaluate(input)
    },
  }
}

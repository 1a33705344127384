import { z } from 'zod'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { HashBytes, NoParams } from '../schemas.ts'

/** What only this chain offers, and what a consensus layer would tell it. */
export const chainMethods: MethodTable = {
  hardhat_setPrevRandao: defineMethod(z.tuple([HashBytes]), ({ chain }, [prevRandao]) => {
    chain.setNextConsensus({ prevRandao })
    return true
  }),
  /** EIP-4788: what the beacon roots contract answers for the next block's time. */
  quantera_setNextBeaconRoot: defineMethod(z.tuple([HashBytes]), ({ chain }, [parentBeaconBlockRoot]) => {
    chain.setNextConsensus({ parentBeaconBlockRoot })
    return true
  }),
  /** Deletes at once what the chain's history option does not keep. Answers how much that was. */
  quantera_prune: defineMethod(NoParams, async ({ chain }) => ({ ...(await chain.prune()) })),
}

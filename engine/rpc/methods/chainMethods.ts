import { z } from 'zod'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { HashBytes } from '../schemas.ts'

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
}

import { z } from 'zod'
import { toHex, toQuantity } from '../../chain/bytes.ts'
import type { NamedSnapshot } from '../../chain/store/createNamedSnapshots.ts'
import { defineMethod, type Json, type MethodTable } from '../RpcContext.ts'
import { HashBytes, NoParams } from '../schemas.ts'

const MAX_NAME_LENGTH = 100

/** A name that a person can read and type. */
const SnapshotName = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NAME_LENGTH)
  .regex(/^[^\p{C}]+$/u, 'has control characters')

const formatSnapshot = ({ name, blockNumber, createdAtMs }: NamedSnapshot): Json => ({
  name,
  blockNumber: toQuantity(blockNumber),
  createdAtMs: toQuantity(createdAtMs),
})

/** Snapshots with names: unlike those of `evm_snapshot` they stay when the chain goes back to them. */
const snapshotMethods: MethodTable = {
  quantera_saveSnapshot: defineMethod(z.tuple([SnapshotName]), async ({ chain }, [name]) =>
    formatSnapshot(await chain.snapshots.save(name)),
  ),
  quantera_listSnapshots: defineMethod(NoParams, ({ chain }) => chain.snapshots.list().map(formatSnapshot)),
  /** Answers the hash of the block that is the head again. */
  quantera_revertToSnapshot: defineMethod(z.tuple([SnapshotName]), async ({ chain }, [name]) =>
    toHex((await chain.snapshots.revertTo(name)).hash),
  ),
  quantera_deleteSnapshot: defineMethod(z.tuple([SnapshotName]), ({ chain }, [name]) => chain.snapshots.delete(name)),
}

/** What only this chain offers, and what a consensus layer would tell it. */
export const chainMethods: MethodTable = {
  ...snapshotMethods,
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

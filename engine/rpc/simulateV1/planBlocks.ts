import type { BlockRecord } from '../../chain/store/ChainRecords.ts'
import type { SimulatedBlock } from './SimulatePayload.ts'
import { refuseSimulation } from './SimulationError.ts'

const MAX_BLOCKS = 256n
/** Ethereum's slot time: how far apart blocks are when nobody says. */
const SECONDS_PER_BLOCK = 12n

/** A block to simulate, its place decided. Seconds since 1970. */
export type PlannedBlock = SimulatedBlock & { readonly number: bigint; readonly timestamp: bigint }

/**
 * Gives every block its number and time, after the one before it, and fills gaps in the numbers with empty blocks.
 *
 * @throws ChainError -38020, -38021 where they go back, -38026 when they are too many
 */
export const planBlocks = (blocks: readonly SimulatedBlock[], base: BlockRecord): readonly PlannedBlock[] => {
  const planned: PlannedBlock[] = []
  let { number, timestamp } = base.header
  for (const block of blocks) {
    const nextNumber = block.blockOverrides?.number ?? number + 1n
    if (nextNumber <= number) {
      throw refuseSimulation('blockNumberOrder', `block numbers must be in order: ${nextNumber} <= ${number}`)
    }
    if (nextNumber - base.header.number > MAX_BLOCKS) throw refuseSimulation('clientLimit', 'too many blocks')
    for (number += 1n; number < nextNumber; number++) {
      timestamp += SECONDS_PER_BLOCK
      planned.push({ number, timestamp })
    }
    const nextTimestamp = block.blockOverrides?.time ?? timestamp + SECONDS_PER_BLOCK
    if (nextTimestamp <= timestamp) {
      throw refuseSimulation('blockTimeOrder', `block timestamps must be in order: ${nextTimestamp} <= ${timestamp}`)
    }
    timestamp = nextTimestamp
    planned.push({ ...block, number, timestamp })
  }
  return planned
}

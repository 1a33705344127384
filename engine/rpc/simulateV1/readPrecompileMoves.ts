import { refuse } from '../../chain/ChainError.ts'
import type { BlockOptions } from '../../evm/Executor.ts'
import type { SimulatedState } from './SimulatePayload.ts'
import { refuseSimulation } from './SimulationError.ts'

type Moves = NonNullable<BlockOptions['precompiles']>

/**
 * Where a block's overrides put the precompiles: an address that is overridden has none any more, unless another's was moved there.
 *
 * @throws ChainError -38022, -38023, or -32000 for an account that is no precompile
 */
export const readPrecompileMoves = (
  overrides: SimulatedState,
  isPrecompile: (address: `0x${string}`) => boolean,
): Moves => {
  const moves = new Map<`0x${string}`, `0x${string}` | undefined>()
  const destinations = new Set<string>()
  for (const [key, { movePrecompileToAddress: destination }] of Object.entries(overrides)) {
    const address = key as `0x${string}`
    if (destination !== undefined) {
      if (!isPrecompile(address)) throw refuse(`account ${address} is not a precompile`)
      if (destination === address) throw refuseSimulation('movedToItself', `account ${address} is moved to itself`)
      if (destinations.has(destination)) {
        throw refuseSimulation('movedToSame', `two precompiles are moved to account ${destination}`)
      }
      if (destination in overrides) throw refuse(`account ${destination} is already overridden`)
      destinations.add(destination)
      moves.set(destination, address)
    }
    if (isPrecompile(address)) moves.set(address, undefined)
  }
  return moves
}

import type { Common } from '@ethereumjs/common'
import { createEVM, type EVM, type EVMOpts } from '@ethereumjs/evm'
import type { Address } from '@ethereumjs/util'
import { createVM, type VM } from '@ethereumjs/vm'
import { createPointEvaluation } from './createPointEvaluation.ts'
import type { ExecutionGuard } from './ExecutionGuard.ts'
import type { ExecutionState } from './ExecutionState.ts'
import type { BlockOptions } from './Executor.ts'
import { rememberJumps } from './rememberJumps.ts'
import { StateAdapter } from './StateAdapter.ts'

const JUMPDEST = 0x5b
/** How many jumps pass between two questions to the guard: well under a millisecond. */
const JUMPS_BETWEEN = 255

export type ReferenceEngine = {
  readonly vm: VM
  readonly evm: EVM
  /** What the next execution runs on, and who watches over it. */
  enter(state: ExecutionState, guard: ExecutionGuard | undefined, options: BlockOptions): void
  /** Lets the next transaction come from an account with code (EIP-3607). */
  admitSender(sender: Address): void
}

/**
 * A VM of @ethereumjs with our state under it. Code can run long in two ways only: it jumps, or it calls. So the guard is asked at
 * jump destinations and at messages, and costs nothing elsewhere.
 */
export const createReferenceEngine = async (
  common: Common,
  getBlockHash: (number: number) => Uint8Array | Promise<Uint8Array>,
): Promise<ReferenceEngine> => {
  let jumps = 0
  let imagined: BlockOptions = {}
  const stateManager = new StateAdapter()
  const blockchain = {
    getBlock: async (number: number) => {
      const hash = imagined.getBlockHash?.(number) ?? (await getBlockHash(number))
      return { hash: () => hash }
    },
    putBlock: async () => {},
    shallowCopy: () => blockchain,
  }
  const jumpDestination: NonNullable<EVMOpts['customOpcodes']>[number] = {
    opcode: JUMPDEST,
    opcodeName: 'JUMPDEST',
    baseFee: Number(common.param('jumpdestGas')),
    logicFunction: ({ interpreter }) => {
      if (jumps === 0) rememberJumps(interpreter)
      return (++jumps & JUMPS_BETWEEN) === 0 ? stateManager.guard?.() : undefined
    },
  }
  const evm = await createEVM({
    common,
    stateManager,
    blockchain,
    customPrecompiles: [createPointEvaluation(common)],
    customOpcodes: [jumpDestination],
  })
  const precompiles = new Map(evm.precompiles)
  const vm = await createVM({ common, stateManager, evm })
  return {
    vm,
    evm,
    enter: (state, guard, options) => {
      if (options.precompiles !== imagined.precompiles) movePrecompiles(evm, precompiles, options.precompiles)
      imagined = options
      stateManager.state = state
      stateManager.guard = guard
    },
    admitSender: (sender) => {
      if (stateManager.state.getCode(sender.bytes).length > 0) stateManager.pretendDelegated(sender)
    },
  }
}

type Precompiles = EVM['precompiles']

/** Brings the EVM's precompiles back to `own`, but for what is asked to be elsewhere. */
const movePrecompiles = (evm: EVM, own: Precompiles, moves: BlockOptions['precompiles']): void => {
  evm.precompiles.clear()
  for (const [address, run] of own) evm.precompiles.set(address, run)
  for (const address of moves?.keys() ?? []) evm.precompiles.delete(address.slice(2))
  for (const [address, source] of moves ?? []) {
    const run = source === undefined ? undefined : own.get(source.slice(2))
    if (run !== undefined) evm.precompiles.set(address.slice(2), run)
  }
}

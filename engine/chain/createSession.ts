import type { ExecutionGuard } from '../evm/ExecutionGuard.ts'
import type { BlockEnvironment, Executor } from '../evm/Executor.ts'
import type { ExecutionSession } from './Chain.ts'
import type { WorldState } from './state/WorldState.ts'

/** What execution in a block may use, on one state and under one guard. */
export const createSession = (
  executor: Executor,
  environment: BlockEnvironment,
  state: WorldState,
  guard?: ExecutionGuard,
): ExecutionSession => ({
  state,
  environment,
  execution: executor.enterBlock(environment, state, guard),
  isPrecompile: executor.isPrecompile,
  imagineBlock: (imagined, imaginedState, options) => executor.enterBlock(imagined, imaginedState, guard, options),
})

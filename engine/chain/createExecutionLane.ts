import type { Common } from '@ethereumjs/common'
import { createReferenceExecutor } from '../evm/createReferenceExecutor.ts'
import type { BlockEnvironment } from '../evm/Executor.ts'
import type { ExecutionSession } from './Chain.ts'
import type { Clock } from './Clock.ts'
import { createBlockHashReader } from './createBlockHashReader.ts'
import { createExecutionGuard } from './createExecutionGuard.ts'
import { createLock } from './createLock.ts'
import { createSession } from './createSession.ts'
import { createHistory } from './state/createHistory.ts'
import { withFetchedState } from './state/withFetchedState.ts'
import type { BlockRecord } from './store/ChainRecords.ts'
import type { ChainStore } from './store/createChainStore.ts'

export type ExecutionLaneOptions = { readonly common: Common; readonly store: ChainStore; readonly clock: Clock }

/** Calls one after the other, on states of their own: beside the sealing of blocks, and beside other lanes. */
export type ExecutionLane = <Result>(
  block: BlockRecord,
  environment: BlockEnvironment,
  task: (session: ExecutionSession) => Promise<Result>,
  timeoutMs: number | undefined,
) => Promise<Result>

export const createExecutionLane = async ({ common, store, clock }: ExecutionLaneOptions): Promise<ExecutionLane> => {
  const history = createHistory(store)
  const lock = createLock()
  const executor = await createReferenceExecutor({
    common,
    getBlockHash: createBlockHashReader(store),
  })
  return (block, environment, task, timeoutMs) =>
    lock(() =>
      withFetchedState(store.base, async () => {
        const state = history.open(block)
        const guard = createExecutionGuard(clock, timeoutMs)
        try {
          return await task(createSession(executor, environment, state, guard))
        } catch (error) {
          // Whatever it failed with: a state that was pruned meanwhile has holes.
          store.requireState(block.number)
          throw error
        } finally {
          state.discard()
        }
      }),
    )
}

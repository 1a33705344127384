import type { ExecutionGuard } from '../evm/ExecutionGuard.ts'
import { refuse } from './ChainError.ts'
import type { Clock } from './Clock.ts'

/** How long an execution may keep its thread to itself. */
const SLICE_MS = 20
const MS_PER_SECOND = 1_000

/**
 * Lets everything else in the thread have its turn every few milliseconds, and ends what runs longer than `timeoutMs` with geth's
 * sentence, or as soon as `signal` says.
 */
export const createExecutionGuard = (
  clock: Clock,
  timeoutMs: number | undefined,
  signal?: AbortSignal,
): ExecutionGuard => {
  const startedAtMs = clock.nowMs()
  let resumedAtMs = startedAtMs
  return () => {
    signal?.throwIfAborted()
    const nowMs = clock.nowMs()
    if (timeoutMs !== undefined && nowMs - startedAtMs >= timeoutMs) {
      throw refuse(`execution aborted (timeout = ${timeoutMs / MS_PER_SECOND}s)`)
    }
    if (nowMs - resumedAtMs < SLICE_MS) return undefined
    return new Promise((resolve) => {
      clock.schedule(() => {
        resumedAtMs = clock.nowMs()
        resolve()
      }, 0)
    })
  }
}

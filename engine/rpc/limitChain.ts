import { bigIntMin } from '@ethereumjs/util'
import type { Chain, ExecutionSession } from '../chain/Chain.ts'

/** What a call on behalf of a stranger may take. */
export type CallLimits = {
  readonly timeoutMs: number
  /** A message that asks for more gas gets so much, as in geth; a block override cannot lift it. */
  readonly gasCap: bigint
}

const capGas = (session: ExecutionSession, gasCap: bigint): ExecutionSession => ({
  ...session,
  execution: {
    ...session.execution,
    runMessage: (message, tracer) =>
      session.execution.runMessage({ ...message, gasLimit: bigIntMin(message.gasLimit, gasCap) }, tracer),
  },
})

/** A chain whose executions have limits. */
export const limitChain = (chain: Chain, { timeoutMs, gasCap }: CallLimits): Chain => ({
  ...chain,
  execute: (target, adjust, task) =>
    chain.execute(target, adjust, (session) => task(capGas(session, gasCap)), { timeoutMs }),
})

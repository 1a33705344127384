import type { Services } from '../api/services.ts'
import type { ChainSource } from '../simulation/SimulatorMessages.ts'
import type { Debugger } from './createDebugger.ts'

type ServicesOptions = {
  readonly debug: Debugger
  /** Where a network's chain is read. @throws TerminalError `network/not-found` */
  readonly findChain: (network: string) => Promise<ChainSource>
}

/** The debugger behind the contract. */
export const createDebuggerServices = ({ debug, findChain }: ServicesOptions): Services['debugging'] => ({
  openTrace: async ({ network, subject }, { caller, signal }) => {
    const chain = await findChain(network)
    return { ...(await debug.call(caller.principal, 'openTrace', { chain, subject }, signal)), network }
  },
  listSteps: (input, { caller, signal }) => debug.call(caller.principal, 'listSteps', input, signal),
  getStep: (input, { caller, signal }) => debug.call(caller.principal, 'getStep', input, signal),
  findStep: (input, { caller, signal }) => debug.call(caller.principal, 'findStep', input, signal),
  getGasProfile: (input, { caller, signal }) => debug.call(caller.principal, 'getGasProfile', input, signal),
  closeTrace: (input, { caller, signal }) => debug.call(caller.principal, 'closeTrace', input, signal),
})

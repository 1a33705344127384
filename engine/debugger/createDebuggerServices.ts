import type { Services } from '../api/services.ts'
import type { ChainSource } from '../simulation/SimulatorMessages.ts'
import type { Debugger } from './createDebugger.ts'

type ServicesOptions = {
  readonly traces: Debugger
  /** Where a network's chain is read. @throws TerminalError `network/not-found` */
  readonly findChain: (network: string) => Promise<ChainSource>
}

/** The debugger behind the contract. */
export const createDebuggerServices = ({ traces, findChain }: ServicesOptions): Services['debugging'] => ({
  openTrace: async ({ network, subject }, { caller, signal }) => {
    const chain = await findChain(network)
    return { ...(await traces.call(caller.principal, 'openTrace', { chain, subject }, signal)), network }
  },
  listSteps: (input, { caller, signal }) => traces.call(caller.principal, 'listSteps', input, signal),
  getStep: (input, { caller, signal }) => traces.call(caller.principal, 'getStep', input, signal),
  findStep: (input, { caller, signal }) => traces.call(caller.principal, 'findStep', input, signal),
  getGasProfile: (input, { caller, signal }) => traces.call(caller.principal, 'getGasProfile', input, signal),
  closeTrace: (input, { caller, signal }) => traces.call(caller.principal, 'closeTrace', input, signal),
})

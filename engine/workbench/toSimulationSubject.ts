import type { SimulationItem, SimulationSubject } from '../api/simulation.ts'
import type { TransactionRequest } from './network/sendTransaction.ts'

/** A call that nobody pays gas for, as a simulation takes it. */
export const toSimulatedCall = (request: TransactionRequest): SimulationItem => ({
  kind: 'call',
  ...request,
  accessList: [],
  blobVersionedHashes: [],
  authorizationList: [],
})

/** What the debugger opens: the last item of a bundle on a block. */
export const toSimulationSubject = (
  items: readonly SimulationItem[],
  block: number,
  stateOverrides: SimulationSubject['stateOverrides'] = [],
): SimulationSubject => ({
  kind: 'simulation',
  block,
  items: [...items],
  stateOverrides,
  blockOverrides: {},
  item: items.length - 1,
})

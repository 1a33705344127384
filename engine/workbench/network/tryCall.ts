import { numberToHex } from 'viem'
import type { Outcome } from '../../api/workbench.ts'
import { askNetwork } from '../../networks/askNetwork.ts'
import type { EthereumProvider } from '../../networks/Network.ts'
import { toSimulatedCall, toSimulationSubject } from '../toSimulationSubject.ts'
import { BlockNumber, TopCall } from './nodeAnswers.ts'
import { type TransactionRequest, toCallRequest } from './sendTransaction.ts'
import { type Reading, toCallOutcome } from './toOutcome.ts'

/**
 * Runs a call or a creation on the newest block and changes nothing. The answer has what the debugger needs to run it again on that
 * same block.
 *
 * @throws TerminalError `chain/rejected`, `chain/unavailable`
 */
export const tryCall = async (
  provider: EthereumProvider,
  request: TransactionRequest,
  reading: Reading,
): Promise<Outcome> => {
  const block = await askNetwork(provider, { method: 'eth_blockNumber' }, BlockNumber)
  const tracer = { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } }
  const params = [toCallRequest(request), numberToHex(block), tracer]
  const call = await askNetwork(provider, { method: 'debug_traceCall', params }, TopCall)
  return { ...toCallOutcome(call, reading), debug: toSimulationSubject([toSimulatedCall(request)], block) }
}

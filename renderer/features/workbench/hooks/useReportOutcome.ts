import { describeError } from '../../../ui/describeError.ts'
import { formatAmount, formatCount, shortenHex } from '../../../ui/format.ts'
import { describeOutcome, findDebugRequest, type Outcome } from '../model/outcome.ts'
import { useWorkbenchStore } from './useWorkbenchStore.ts'

/** Tells the console of calls and deployments. */
export function useReportOutcome(network: string) {
  const store = useWorkbenchStore()
  return {
    outcome: (title: string, outcome: Outcome, address?: string) => {
      const place = outcome.blockNumber === undefined ? '' : `, block ${formatCount(outcome.blockNumber)}`
      const at = address === undefined ? '' : ` at ${shortenHex(address)}`
      store.log({
        tone: outcome.status === 'success' ? 'success' : 'danger',
        title: `${title}${at}`,
        detail: `${describeOutcome(outcome)} · ${formatAmount(outcome.gasUsed, 0)} gas${place}`,
        debug: findDebugRequest(outcome, network),
      })
    },
    failure: (title: string, error: unknown) =>
      store.log({ tone: 'danger', title, detail: describeError(error).message }),
  }
}

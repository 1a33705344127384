import type { TransactionDetails, TransactionSummary } from '../../../../engine/api/explorerRecords.ts'
import { cleanText } from '../../../ui/cleanText.ts'

export const typeNames: Readonly<Record<number, string>> = {
  0: 'legacy',
  1: 'access list',
  2: 'EIP-1559',
  3: 'blob',
  4: 'set code',
}

/** `type 2 (EIP-1559)` */
export const describeType = (type: number) => `${type} (${typeNames[type] ?? 'unknown'})`

/** What it does in one or two words: the function, a transfer, a creation. */
export function describeMethod({
  method,
  to,
  valueWei,
}: Pick<TransactionSummary, 'method' | 'to' | 'valueWei'>): string {
  if (to === undefined) return 'create contract'
  if (method !== undefined) return cleanText(method, 40)
  return valueWei > 0n ? 'transfer' : 'call'
}

/** `settle(…)`: a call's function without its types; arguments stand apart. */
export function describeCall({ call, method, to, valueWei }: TransactionDetails): string {
  const name = call?.signature.split('(')[0]
  return name === undefined
    ? describeMethod({ method, to, valueWei })
    : `${cleanText(name, 60)}(${call?.args.length === 0 ? '' : '…'})`
}

/** The sentence of a failure: the contract's own, else the machine's. */
export const describeFailure = ({ failure }: TransactionDetails): string | undefined =>
  failure && cleanText(failure.revert?.message ?? failure.error, 300)

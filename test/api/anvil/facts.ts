import type { Answer } from './openPair.ts'

/** The result, or the error that was not expected. */
export const resultOf = <Result = Record<string, unknown>>({ result, error }: Answer): Result => {
  if (error !== undefined) throw new Error(error.message)
  return result as Result
}

/** A failed call's data, whatever the sentence around it. */
export const failureOf = ({ error }: Answer) => (error === undefined ? undefined : (error.data ?? '0x'))

/** What a receipt says that does not hang on the chain's own hashes. */
export const receiptFacts = (receipt: Record<string, unknown>) => {
  const { status, gasUsed, cumulativeGasUsed, effectiveGasPrice, contractAddress, type, logsBloom, blockNumber } =
    receipt
  const logs = (receipt.logs as { address: string; topics: string[]; data: string; logIndex: string }[]).map(
    ({ address, topics, data, logIndex }) => ({ address, topics, data, logIndex }),
  )
  return { status, gasUsed, cumulativeGasUsed, effectiveGasPrice, contractAddress, type, logsBloom, blockNumber, logs }
}

interface CallFrame {
  readonly type: string
  readonly from: string
  readonly to?: string
  readonly gas: string
  readonly gasUsed: string
  readonly input: string
  readonly output?: string
  readonly value?: string
  readonly error?: string
  readonly calls?: readonly CallFrame[]
}

/**
 * A frame of `callTracer`. anvil leaves the intrinsic gas out of the outermost `gas` (geth has the transaction's limit there), and
 * names failures in its own words.
 */
export const frameFacts = (frame: CallFrame, depth = 0): unknown => ({
  type: frame.type,
  from: frame.from,
  to: frame.to,
  gas: depth === 0 ? undefined : frame.gas,
  gasUsed: frame.gasUsed,
  input: frame.input,
  output: frame.output ?? '0x',
  value: frame.value ?? '0x0',
  isReverted: frame.error === 'execution reverted',
  isFailed: frame.error !== undefined,
  calls: (frame.calls ?? []).map((call) => frameFacts(call, depth + 1)),
})

interface StructLog {
  readonly pc: number
  readonly op: string
  readonly gas: number
  readonly gasCost: number
  readonly depth: number
  readonly stack: readonly string[]
}

export interface StructTrace {
  readonly gas: number
  readonly failed: boolean
  readonly structLogs: readonly StructLog[]
}

/**
 * What a struct-log trace says on every node. Nodes differ in what a step costs that opens a contract (anvil counts the gas handed to
 * it, geth does not) or that ends its frame (which may be because it could not be paid).
 */
export const traceFacts = ({ gas, failed, structLogs }: StructTrace) => ({
  gas,
  failed,
  steps: structLogs.map(({ pc, op, gas: left, gasCost, depth, stack }, index) => {
    const isLastOfFrame = (structLogs[index + 1]?.depth ?? 0) < depth
    const hasOwnCost = !isLastOfFrame && !op.startsWith('CREATE')
    return { pc, op, left, gasCost: hasOwnCost ? gasCost : undefined, depth, stack }
  }),
})

/** An access list as a sorted set of addresses and slots: nodes may list them in any order. */
export const accessFacts = (answer: Answer) => {
  const { accessList, gasUsed } = resultOf<{
    accessList: { address: string; storageKeys: string[] }[]
    gasUsed: string
  }>(answer)
  const slots = accessList.flatMap(({ address, storageKeys }) => [
    address.toLowerCase(),
    ...storageKeys.map((key) => `${address.toLowerCase()} ${key}`),
  ])
  return { slots: slots.sort(), gasUsed }
}

import type { DecodedLog } from '../../../../engine/api/decoded.ts'

/** An event as the desk tells of it. */
export interface ContractEvent extends DecodedLog {
  readonly blockNumber: number
  readonly transactionHash: string
  readonly logIndex: number
  /** A rollback has undone its block. */
  readonly isRemoved: boolean
}

const keptCount = 1_000

/** One key an event: a transaction that a rollback undid may come again in another block. */
export const eventKey = ({ blockNumber, transactionHash, logIndex }: ContractEvent) =>
  `${blockNumber}/${transactionHash}/${logIndex}`

/** Puts events that have come before those known, newest first. One that is told twice is there once, as it was told last. */
export function mergeEvents(
  known: readonly ContractEvent[] | undefined,
  arrived: readonly ContractEvent[],
): readonly ContractEvent[] {
  const byKey = new Map((known ?? []).map((event) => [eventKey(event), event]))
  for (const event of arrived) byKey.set(eventKey(event), event)
  return [...byKey.values()]
    .sort((one, other) => other.blockNumber - one.blockNumber || other.logIndex - one.logIndex)
    .slice(0, keptCount)
}

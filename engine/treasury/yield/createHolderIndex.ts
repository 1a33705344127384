import { type AbiEvent, type Address, getAddress, type Log } from 'viem'
import { treasuryTokenAbi } from '../../../contracts/generated/TreasuryToken.ts'
import { TerminalError } from '../../api/errors.ts'
import type { EthereumProvider } from '../../networks/Network.ts'
import { createReader } from '../clients/createContractClient.ts'

/** Every event by which tokens arrive, in whatever partition. */
const arrivals: ReadonlySet<string> = new Set(['Transfer', 'TransferByPartition', 'Issued'])
const events = treasuryTokenAbi.filter((entry) => entry.type === 'event' && arrivals.has(entry.name)) as AbiEvent[]

/** What a public node answers at once; halved where one refuses. */
const BLOCKS_PER_QUERY = 10_000n
/** Read again each time: a reorganisation may have changed them. */
const UNSETTLED_BLOCKS = 64n

/**
 * Who has ever received a token, from its events: a list of whom to ask, not of who holds it. Each read goes on where the last one
 * ended, but for the newest blocks.
 */
export const createHolderIndex = (provider: EthereumProvider, token: Address, fromBlock: bigint) => {
  const reader = createReader(provider)
  const receivers = new Set<Address>()
  let nextBlock = fromBlock

  const readLogs = async (first: bigint, last: bigint): Promise<readonly Log[]> => {
    try {
      return await reader.getLogs({ address: token, events, fromBlock: first, toBlock: last })
    } catch (error) {
      if (first === last) {
        throw new TerminalError(
          'chain/unavailable',
          `The network gives no events of block ${first}.`,
          {},
          { cause: error },
        )
      }
      const middle = (first + last) / 2n
      return [...(await readLogs(first, middle)), ...(await readLogs(middle + 1n, last))]
    }
  }

  const catchUp = async (head: bigint): Promise<void> => {
    for (let first = nextBlock; first <= head; first += BLOCKS_PER_QUERY) {
      const end = first + BLOCKS_PER_QUERY - 1n
      for (const log of await readLogs(first, end < head ? end : head)) addReceiver(receivers, log)
    }
    const settled = head - UNSETTLED_BLOCKS
    if (settled > nextBlock) nextBlock = settled
  }

  return {
    /** In the order in which they first received. */
    list: async (): Promise<readonly Address[]> => {
      await catchUp(await reader.getBlockNumber())
      return [...receivers]
    },
  }
}

export type HolderIndex = ReturnType<typeof createHolderIndex>

const addReceiver = (receivers: Set<Address>, log: Log): void => {
  const args = 'args' in log ? (log.args as { readonly to?: Address }) : {}
  if (args.to !== undefined && BigInt(args.to) !== 0n) receivers.add(getAddress(args.to))
}

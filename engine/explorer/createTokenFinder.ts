import type { Address } from 'viem'
import type { EthereumProvider } from '../networks/Network.ts'
import { askIfOffered } from './ask.ts'
import { toBlockTag } from './ExplorerNetwork.ts'
import { toTopic } from './listTransactionsOf.ts'
import { parseRows, Rows } from './parseRows.ts'
import { transferTopic } from './readTransfers.ts'
import { RpcLog } from './rpcAnswers.ts'

/** Tokens are looked for in what an account received in so many blocks. */
const MAX_BLOCKS = 50_000
/** Accounts whose tokens are remembered. */
const MAX_HOLDERS = 64

/** The tokens that an account received lately; each block is looked through once. */
export type TokenFinder = (holder: Address, head: number) => Promise<readonly Address[]>

interface Found {
  readonly upTo: number
  readonly tokens: ReadonlySet<Address>
}

const Receipt = RpcLog.pick({ address: true })

export const createTokenFinder = (provider: EthereumProvider): TokenFinder => {
  const known = new Map<Address, Found>()

  const readRange = async (holder: Address, from: number, to: number): Promise<ReadonlySet<Address> | undefined> => {
    const filter = {
      fromBlock: toBlockTag(from),
      toBlock: toBlockTag(to),
      topics: [transferTopic, null, toTopic(holder)],
    }
    const rows = await askIfOffered(provider, { method: 'eth_getLogs', params: [filter], schema: Rows })
    return rows && new Set((await parseRows(Receipt, rows)).map(({ address }) => address))
  }
  /** In ranges that shrink where the network gives no more at once. */
  const readLatest = async (holder: Address, from: number, head: number): Promise<ReadonlySet<Address>> => {
    for (let range = head - from + 1; range >= 1; range = Math.floor(range / 8)) {
      const tokens = await readRange(holder, head - range + 1, head)
      if (tokens !== undefined) return tokens
    }
    return new Set()
  }
  return async (holder, head) => {
    const before = known.get(holder)
    // After a rollback what was found may be gone.
    const isUsable = before !== undefined && before.upTo <= head
    if (isUsable && before.upTo === head) return [...before.tokens]
    const from = Math.max(isUsable ? before.upTo + 1 : 0, head - MAX_BLOCKS + 1, 0)
    const fresh = await readLatest(holder, from, head)
    const tokens = new Set([...(isUsable ? before.tokens : []), ...fresh])
    known.delete(holder)
    known.set(holder, { upTo: head, tokens })
    const oldest = known.keys().next().value
    if (known.size > MAX_HOLDERS && oldest !== undefined) known.delete(oldest)
    return [...tokens]
  }
}

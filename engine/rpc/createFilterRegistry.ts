import type { Chain } from '../chain/Chain.ts'
import type { Json } from './RpcContext.ts'
import { RPC_CODES, RpcError } from './RpcError.ts'

/** Changes since the client last asked. */
export type PolledFilter = {
  /** Everything new since the last call. */
  readonly poll: () => Json[]
  /** All logs of the filter, where it is one of logs. */
  readonly all: (() => Json[]) | undefined
  readonly close: () => void
}

export type FilterRegistry = {
  add(filter: PolledFilter): string
  get(id: string): PolledFilter
  remove(id: string): boolean
  close(): void
}

/** A client that stops asking loses its filter to newer ones. */
const MAX_FILTERS = 1_000
const MAX_PENDING_HASHES = 10_000

/** Keeps the filters of all sessions: a client without a connection may poll through any of them. */
export const createFilterRegistry = (createId: () => string): FilterRegistry => {
  const filters = new Map<string, PolledFilter>()
  const remove = (id: string): boolean => {
    filters.get(id)?.close()
    return filters.delete(id)
  }
  return {
    add: (filter) => {
      const id = createId()
      filters.set(id, filter)
      const oldest = filters.keys().next().value
      if (filters.size > MAX_FILTERS && oldest !== undefined) remove(oldest)
      return id
    },
    get: (id) => {
      const filter = filters.get(id)
      if (filter === undefined) throw new RpcError(RPC_CODES.refused, 'filter not found')
      filters.delete(id)
      filters.set(id, filter)
      return filter
    },
    remove,
    close: () => {
      for (const id of [...filters.keys()]) remove(id)
    },
  }
}

/** New transactions of the pool, as hashes; the oldest are dropped when nobody asks. */
export const createPendingFilter = (chain: Chain): PolledFilter => {
  let hashes: string[] = []
  const close = chain.subscribe((event) => {
    if (event.type !== 'pending') return
    hashes.push(event.pooled.hash)
    if (hashes.length > MAX_PENDING_HASHES) hashes.shift()
  })
  const poll = (): Json[] => {
    const found = hashes
    hashes = []
    return found
  }
  return { poll, all: undefined, close }
}

import { z } from 'zod'
import type { BlockSummary, HeadEvent } from '../api/explorerRecords.ts'
import { ask } from './ask.ts'
import type { ExplorerNetwork } from './ExplorerNetwork.ts'
import { listBlocks, readHeadNumber } from './readBlocks.ts'
import { Quantity } from './rpcAnswers.ts'

/** Who is slower than this many blocks misses the older ones. */
const MAX_BLOCKS = 64

/** New blocks of one network, for any number of watchers; it asks the network once, and only while somebody watches. */
export interface HeadFeed {
  watch(signal: AbortSignal): AsyncGenerator<HeadEvent, void, void>
}

interface Watcher {
  blocks: BlockSummary[]
  error: unknown
  wake: () => void
}

/** Newest first; a block takes the place of all from its number on. */
const mergeBlocks = (known: readonly BlockSummary[], fresh: readonly BlockSummary[]): BlockSummary[] => {
  const lowest = fresh.at(-1)?.number ?? Number.POSITIVE_INFINITY
  return [...fresh, ...known.filter(({ number }) => number < lowest)].slice(0, MAX_BLOCKS)
}

const Subscription = z.string().max(200)
const Notice = z.object({ number: Quantity.transform(Number) })

export const createHeadFeed = (network: ExplorerNetwork): HeadFeed => {
  const { provider } = network
  const watchers = new Set<Watcher>()
  let stop: (() => void) | undefined

  const publish = (blocks: readonly BlockSummary[]) => {
    for (const watcher of watchers) {
      watcher.blocks = mergeBlocks(watcher.blocks, blocks)
      watcher.wake()
    }
  }
  const fail = (error: unknown) => {
    for (const watcher of watchers) {
      watcher.error = error
      watcher.wake()
    }
  }
  const start = (): (() => void) => {
    const pump = createPump(network, publish, fail)
    let subscription: string | undefined
    let isOver = false
    const listen = ({ data }: { readonly data: { readonly subscription: string; readonly result: unknown } }) => {
      const notice = data.subscription === subscription ? Notice.safeParse(data.result) : undefined
      if (notice?.success) pump(notice.data.number)
    }
    const unsubscribe = () =>
      provider.request({ method: 'eth_unsubscribe', params: [subscription] }).catch(() => undefined)
    provider.on('message', listen)
    ask(provider, { method: 'eth_subscribe', params: ['newHeads'], schema: Subscription })
      .then((id) => {
        subscription = id
        return isOver ? unsubscribe() : undefined
      })
      .catch(fail)
    return () => {
      isOver = true
      provider.removeListener('message', listen)
      if (subscription !== undefined) void unsubscribe()
    }
  }
  const leave = (watcher: Watcher) => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    stop?.()
    stop = undefined
  }
  return {
    watch: async function* (signal) {
      const watcher: Watcher = { blocks: [], error: undefined, wake: () => undefined }
      const onAbort = () => watcher.wake()
      signal.addEventListener('abort', onAbort)
      watchers.add(watcher)
      stop ??= start()
      try {
        const head = await readHeadNumber(network)
        const latest = await listBlocks(network, head, head)
        // What was announced meanwhile is newer.
        if (watcher.blocks.length === 0) watcher.blocks = latest
        while (!signal.aborted) {
          if (watcher.error !== undefined) throw watcher.error
          const { blocks } = watcher
          watcher.blocks = []
          if (blocks.length > 0) yield { blocks }
          else await new Promise<void>((resolve) => (watcher.wake = resolve))
        }
      } finally {
        signal.removeEventListener('abort', onAbort)
        leave(watcher)
      }
    },
  }
}

/** Reads what was announced, one run at a time: announcements that come meanwhile are read together afterwards. */
const createPump = (
  network: ExplorerNetwork,
  publish: (blocks: readonly BlockSummary[]) => void,
  fail: (error: unknown) => void,
) => {
  let first: number | undefined
  let last = 0
  let isRunning = false
  const run = async () => {
    while (first !== undefined) {
      const from = Math.max(first, last - MAX_BLOCKS + 1)
      const to = last
      first = undefined
      const blocks = await listBlocks(network, from, to)
      if (blocks.length > 0) publish(blocks)
    }
  }
  return (number: number) => {
    // A number that is not above the last one announces a rollback: everything from it on is new.
    first = Math.min(first ?? number, number)
    last = number
    if (isRunning) return
    isRunning = true
    run()
      .catch(fail)
      .finally(() => (isRunning = false))
  }
}

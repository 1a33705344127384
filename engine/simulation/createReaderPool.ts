import { statSync } from 'node:fs'
import type { Clock } from '../chain/Clock.ts'
import { openFork } from '../chain/fork/openFork.ts'
import { type ChainReader, openChainReader } from '../chain/openChainReader.ts'
import type { ChainSource } from './SimulatorMessages.ts'

/** Chains that stay open: the caches of a reader are worth keeping. */
const MAX_READERS = 4

type Opened = { readonly reader: ChainReader; readonly close: () => Promise<void> }

/** What it takes to open forks. */
export type PoolOptions = { readonly clock: Clock; readonly fetch: typeof fetch; readonly random: () => number }

/** Keeps the readers of the chains that were simulated on last. One task at a time. */
export const createReaderPool = ({ clock, fetch, random }: PoolOptions) => {
  const open = new Map<string, Opened>()

  const start = async ({ file, genesis, fork: source }: ChainSource): Promise<Opened> => {
    const fork = source === undefined ? undefined : openFork(source, { fetch, clock, random })
    try {
      const reader = await openChainReader({ file, genesis, clock, ...(fork === undefined ? {} : { fork }) })
      const close = async (): Promise<void> => {
        await reader.close()
        fork?.close()
      }
      return { reader, close }
    } catch (error) {
      fork?.close()
      throw error
    }
  }

  return {
    get: async (chain: ChainSource): Promise<ChainReader> => {
      // By the file itself: a fork that was removed may leave its name to another.
      const key = JSON.stringify([chain.file, statSync(chain.file).ino, chain.fork])
      const opened = open.get(key) ?? (await start(chain))
      open.delete(key)
      open.set(key, opened)
      const [oldest] = open
      if (open.size > MAX_READERS && oldest !== undefined) {
        open.delete(oldest[0])
        await oldest[1].close()
      }
      return opened.reader
    },
    close: async (): Promise<void> => {
      for (const { close } of open.values()) await close()
      open.clear()
    },
  }
}

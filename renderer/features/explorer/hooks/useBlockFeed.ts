import { useCallback, useRef } from 'react'
import { useDesk, useLive } from '../../../app/connection/DeskContext.tsx'
import { applyBlocks, type BlockFeed, type BlockFeedEvent } from '../model/blockFeed.ts'

const pageSize = 100

/** The blocks of a network, live; `loadOlder` puts a page below them. */
export function useBlockFeed(network: string) {
  const { client, getLiveStore } = useDesk()
  const isLoading = useRef(false)
  const store = getLiveStore<BlockFeed, BlockFeedEvent>(`explorer.blocks/${network}`, () => ({
    open: async function* (_known, signal) {
      // Subscribed before the page is asked for: no block falls between the two.
      const live = await client.explorer.watchHead({ network }, { signal })
      const { blocks } = await client.explorer.listBlocks({ network, limit: pageSize })
      yield { kind: 'latest', blocks }
      for await (const event of live) yield { kind: 'head', ...event }
    },
    reduce: applyBlocks,
  }))
  const loadOlder = useCallback(async () => {
    const oldest = store.getState().value?.at(-1)
    if (oldest === undefined || oldest.number === 0 || isLoading.current) return
    isLoading.current = true
    try {
      const { blocks } = await client.explorer.listBlocks({ network, beforeNumber: oldest.number, limit: pageSize })
      store.push({ kind: 'older', blocks })
    } catch {
      // The connection's own state is shown; scrolling on asks again.
    } finally {
      isLoading.current = false
    }
  }, [client, store, network])
  return { ...useLive(store), loadOlder }
}

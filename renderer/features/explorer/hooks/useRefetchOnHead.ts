import { useEffect, useRef } from 'react'
import { useBlockFeed } from './useBlockFeed.ts'
import { useExplorer } from './useExplorer.ts'

/** Asks again with every new block, one question at a time, for as long as `isLive`. */
export function useRefetchOnHead(refetch: () => Promise<unknown>, isLive = true): void {
  const { network } = useExplorer()
  const { value } = useBlockFeed(network)
  const head = value?.[0]?.hash
  const asked = useRef<string>(undefined)
  const isAsking = useRef(false)
  useEffect(() => {
    if (head === undefined || !isLive) return
    // The first head is what the page was loaded with.
    if (asked.current === undefined) {
      asked.current = head
      return
    }
    if (asked.current === head || isAsking.current) return
    asked.current = head
    isAsking.current = true
    refetch().finally(() => (isAsking.current = false))
  }, [head, isLive, refetch])
}

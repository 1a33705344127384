import { useInfiniteQuery } from '@tanstack/react-query'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import type { LogQuery } from '../model/location.ts'
import { useExplorer } from './useExplorer.ts'

const pageSize = 100

type Cursor = { readonly toBlock: number; readonly beforeLogIndex?: number | undefined }

/** Logs of a search, newest first, a page at a time. */
export function useLogSearch(query: LogQuery) {
  const { api } = useDesk()
  const { network } = useExplorer()
  const result = useInfiniteQuery({
    ...api.explorer.searchLogs.infiniteOptions({
      input: (cursor: Cursor | undefined) => ({ network, ...query, ...cursor, limit: pageSize }),
      initialPageParam: undefined as Cursor | undefined,
      getNextPageParam: ({ next }) => next,
    }),
  })
  const pages = result.data?.pages ?? []
  return {
    result,
    logs: pages.flatMap(({ logs }) => logs),
    names: Object.assign({}, ...pages.map(({ names }) => names)) as Record<string, string>,
    fromBlock: pages.at(-1)?.fromBlock,
    toBlock: pages[0]?.toBlock,
    /** Goes up to the latest block, whichever that is. */
    isOpenEnded: query.toBlock === undefined,
  }
}

export type LogSearch = ReturnType<typeof useLogSearch>

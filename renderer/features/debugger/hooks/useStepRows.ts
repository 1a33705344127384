import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { z } from 'zod'
import type { TraceRow } from '../../../../engine/api/debugger.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { listPages, rowsPerPage } from '../model/rowPages.ts'

/** Rows of the opcode list, fetched in pages around what is in view. */
export function useStepRows(traceId: string, steps: number) {
  const { api } = useDesk()
  const queries = useQueryClient()
  const [visible, setVisible] = useState({ first: 0, count: 0 })
  const [asked, ask] = useState(visible)
  const optionsOf = useCallback(
    (page: number) =>
      api.debugging.listSteps.queryOptions({ input: { traceId, from: page * rowsPerPage, count: rowsPerPage } }),
    [api, traceId],
  )
  const pages = useMemo(() => listPages(asked.first, asked.count, steps), [asked, steps])
  const { isBusy, error } = useQueries({
    queries: pages.map((page) => ({
      ...optionsOf(page),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 120_000,
      meta: { keepsOnReconnect: true },
    })),
    combine: (results) => ({
      isBusy: results.some(({ isFetching }) => isFetching),
      error: results.find((result) => result.error !== null)?.error ?? null,
      // Rows are read from the cache: a page that was seen before is there at once, whatever is asked for now.
      loadedAtMs: Math.max(0, ...results.map(({ dataUpdatedAt }) => dataUpdatedAt)),
    }),
  })
  useEffect(() => {
    // A scrollbar that is dragged passes pages that nobody wants to read: the next ones are asked for when these have come.
    if (!isBusy) ask(visible)
  }, [isBusy, visible])
  const onVisible = useCallback((first: number, count: number) => setVisible({ first, count }), [])
  const getRow = (step: number): z.infer<typeof TraceRow> | undefined =>
    queries.getQueryData(optionsOf(Math.floor(step / rowsPerPage)).queryKey)?.[step % rowsPerPage]
  return { getRow, onVisible, error }
}

import { useCallback, useState } from 'react'
import { useStoredState } from '../../../ui/useStoredState.ts'
import { type ExplorerLocation, formatLocation } from '../model/location.ts'
import { canMove, move, startVisits, visit, whereIs } from '../model/visits.ts'

/** Where the explorer is, with back and forward; the place outlives the screen. */
export function useVisits() {
  const [stored, store] = useStoredState<string>('explorer.location', '')
  const [visits, setVisits] = useState(() => startVisits(stored))
  const change = useCallback(
    (next: (before: typeof visits) => typeof visits) =>
      setVisits((before) => {
        const after = next(before)
        queueMicrotask(() => store(formatLocation(whereIs(after))))
        return after
      }),
    [store],
  )
  return {
    location: whereIs(visits),
    canGoBack: canMove(visits, -1),
    canGoForward: canMove(visits, 1),
    visit: useCallback((to: ExplorerLocation) => change((before) => visit(before, to)), [change]),
    move: useCallback((steps: -1 | 1) => change((before) => move(before, steps)), [change]),
  }
}

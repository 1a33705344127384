import { useCallback, useMemo } from 'react'
import { useStoredState } from '../../../ui/useStoredState.ts'
import { listBreakpoints, parseBreakpoints, toggleBreakpoint } from '../model/breakpoints.ts'

/** The breakpoints of this window; they outlive traces and restarts. */
export function useBreakpoints() {
  const [stored, store] = useStoredState<string>('debugger.breakpoints', '')
  const breakpoints = useMemo(() => parseBreakpoints(stored.split('\n')), [stored])
  const toggle = useCallback(
    (path: string, line: number) => store(listBreakpoints(toggleBreakpoint(breakpoints, path, line)).join('\n')),
    [breakpoints, store],
  )
  return { breakpoints, toggle }
}

import { useEffect, useState } from 'react'
import { useConnection, useDesk } from '../../../app/connection/DeskContext.tsx'
import { describeError } from '../../../ui/describeError.ts'
import { useWorkbenchStore } from './useWorkbenchStore.ts'

const debounceMs = 300

/**
 * Checks a file while it is edited, a moment after the last key. An answer about an older text is dropped, and its question
 * withdrawn. Answers why checking fails, if it does.
 */
export function useSourceCheck(
  projectId: string,
  path: string | undefined,
  text: string | undefined,
  settingsKey: string,
) {
  const { client } = useDesk()
  const { phase } = useConnection()
  const store = useWorkbenchStore()
  const [failure, setFailure] = useState<string>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: other settings find other problems
  useEffect(() => {
    if (path === undefined || text === undefined || !path.endsWith('.sol') || phase !== 'live') return
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const found = await client.workbench.checkSource({ projectId, path, text }, { signal: stop.signal })
        if (stop.signal.aborted) return
        setFailure(undefined)
        store.changeProject(projectId, found)
      } catch (error) {
        if (!stop.signal.aborted) setFailure(describeError(error).message)
      }
    }, debounceMs)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [client, store, projectId, path, text, phase, settingsKey])
  return failure
}

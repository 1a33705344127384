import { useEffect, useRef } from 'react'
import type { Project } from '../../../../engine/api/workbench.ts'
import { useWorkbenchStore } from './useWorkbenchStore.ts'

/** Opens a project's first file when the project is shown and none of its files is open: there is something to read at once. */
export function useFirstFile({ projectId, files }: Project, open: (path: string) => Promise<unknown>): void {
  const store = useWorkbenchStore()
  const shown = useRef('')
  useEffect(() => {
    const [first] = files
    // Once: whoever closes the last tab wants none.
    if (shown.current === projectId || first === undefined) return
    shown.current = projectId
    if (store.getProject(projectId).files.size === 0) void open(first.path)
  }, [projectId, files, open, store])
}

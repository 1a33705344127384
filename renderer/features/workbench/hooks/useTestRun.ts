import { useCallback } from 'react'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { beginTestRun, describeTestRun, followTestRun, type TestRun } from '../model/testRun.ts'
import type { Files } from './useFiles.ts'
import { useProjectState, useWorkbenchStore } from './useWorkbenchStore.ts'

/** Saves a project and runs its Solidity tests. A run goes on while another screen is shown; one at a time. */
export function useTestRun(projectId: string, network: string, files: Files) {
  const { client } = useDesk()
  const store = useWorkbenchStore()
  const { testRun } = useProjectState(projectId)
  const { saveAll } = files
  const start = useCallback(async () => {
    if (store.getProject(projectId).testRun?.isRunning) return
    const controller = new AbortController()
    const { signal } = controller
    let run: TestRun = beginTestRun(network, () => controller.abort())
    const change = (next: TestRun) => {
      run = next
      store.changeProject(projectId, { testRun: run })
    }
    change(run)
    try {
      if (!(await saveAll())) throw new Error('A file could not be saved: nothing was run.')
      for await (const event of await client.workbench.runTests({ projectId, network }, { signal })) {
        change(followTestRun(run, event))
      }
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error))
      change({ ...run, error: signal.aborted ? new Error('Cancelled: the other tests were not run.') : failure })
    } finally {
      change({ ...run, isRunning: false })
    }
    const isGood = run.error === undefined && run.tests.every(({ status }) => status !== 'failed')
    store.log({
      tone: isGood ? 'success' : 'danger',
      title: `Tests: ${describeTestRun(run.tests)}`,
      detail: run.error?.message,
    })
  }, [client, store, projectId, network, saveAll])
  return { run: testRun, start }
}

export type TestRunner = ReturnType<typeof useTestRun>

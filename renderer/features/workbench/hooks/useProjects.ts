import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { CompilerSettings, TokenTemplate } from '../../../../engine/api/workbench.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { useNotifications } from '../../../ui/notifications.tsx'
import { useWorkbenchStore } from './useWorkbenchStore.ts'

/** The desk's projects, and a way to ask for them again after a change. */
export function useProjects() {
  const { api } = useDesk()
  const queries = useQueryClient()
  const query = useQuery(api.workbench.listProjects.queryOptions())
  const refresh = useCallback(
    () => queries.invalidateQueries({ queryKey: api.workbench.listProjects.key() }),
    [queries, api],
  )
  return { query, refresh }
}

/** Begins, deletes and sets up projects. */
export function useProjectActions() {
  const { client } = useDesk()
  const store = useWorkbenchStore()
  const { refresh } = useProjects()
  const { notify, notifyFailure } = useNotifications()
  const create = useMutation({
    mutationFn: (input: { name: string; template: TokenTemplate | undefined }) => client.workbench.createProject(input),
    onSuccess: async ({ projectId, files: [first] }) => {
      await refresh()
      // What was written from a template is there to be read.
      if (first !== undefined) store.open(projectId, await client.workbench.readFile({ projectId, path: first.path }))
    },
  })
  const remove = useMutation({
    mutationFn: (projectId: string) => client.workbench.deleteProject({ projectId }),
    onSuccess: ({ projectId }) => {
      store.forget(projectId)
      notify('info', 'Project deleted', projectId)
      return refresh()
    },
    onError: (error) => notifyFailure('The project was not deleted', error),
  })
  const updateSettings = useMutation({
    mutationFn: (input: { projectId: string; settings: CompilerSettings }) => client.workbench.updateSettings(input),
    onSuccess: ({ projectId }) => {
      store.changeProject(projectId, { isCompilationStale: true })
      return refresh()
    },
  })
  return { create, remove, updateSettings }
}

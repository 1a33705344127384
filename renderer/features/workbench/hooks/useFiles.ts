import { useCallback, useMemo } from 'react'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { useNotifications } from '../../../ui/notifications.tsx'
import { isUnsaved } from '../model/createWorkbenchStore.ts'
import { useProjects } from './useProjects.ts'
import { useWorkbenchStore } from './useWorkbenchStore.ts'

const hasCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code

/** Opens, writes, renames and deletes the files of a project, and tells when that fails. */
export function useFiles(projectId: string) {
  const { client } = useDesk()
  const store = useWorkbenchStore()
  const { refresh } = useProjects()
  const { notifyFailure } = useNotifications()
  const open = useCallback(
    async (path: string) => {
      if (store.getProject(projectId).files.has(path)) return store.changeProject(projectId, { activePath: path })
      try {
        store.open(projectId, await client.workbench.readFile({ projectId, path }))
      } catch (error) {
        notifyFailure(`${path} could not be opened`, error)
      }
    },
    [client, store, projectId, notifyFailure],
  )
  /** Writes what is in the editor; answers whether the desk has it. */
  const save = useCallback(
    async (path: string): Promise<boolean> => {
      const file = store.getProject(projectId).files.get(path)
      if (file === undefined || !isUnsaved(file)) return true
      const { text } = file
      try {
        const { version } = await client.workbench.writeFile({ projectId, path, text, version: file.version })
        store.markSaved(projectId, path, text, version)
        return true
      } catch (error) {
        if (hasCode(error, 'workbench/file-changed')) store.markConflicting(projectId, path)
        notifyFailure(`${path} was not saved`, error)
        return false
      }
    },
    [client, store, projectId, notifyFailure],
  )
  const saveAll = useCallback(async () => {
    const saved = await Promise.all([...store.getProject(projectId).files.keys()].map(save))
    return saved.every(Boolean)
  }, [store, projectId, save])
  /** Ends a conflict: takes the desk's text, or writes the editor's over it. */
  const resolve = useCallback(
    async (path: string, keep: 'theirs' | 'mine') => {
      try {
        const theirs = await client.workbench.readFile({ projectId, path })
        const mine = store.getProject(projectId).files.get(path)?.text
        store.reload(projectId, theirs)
        if (keep === 'theirs' || mine === undefined) return
        store.replace(projectId, path, mine)
        await save(path)
      } catch (error) {
        notifyFailure(`${path} could not be read`, error)
      }
    },
    [client, store, projectId, save, notifyFailure],
  )
  const create = useCallback(
    async (path: string) => {
      try {
        const text = beginFile(path)
        const { version } = await client.workbench.writeFile({ projectId, path, text })
        store.open(projectId, { path, text, version })
        await refresh()
      } catch (error) {
        notifyFailure(`${path} was not created`, error)
      }
    },
    [client, store, projectId, refresh, notifyFailure],
  )
  const rename = useCallback(
    async (from: string, to: string) => {
      try {
        await client.workbench.renameFile({ projectId, from, to })
        store.rename(projectId, from, to)
        await refresh()
      } catch (error) {
        notifyFailure(`${from} was not renamed`, error)
      }
    },
    [client, store, projectId, refresh, notifyFailure],
  )
  const remove = useCallback(
    async (path: string) => {
      try {
        await client.workbench.deleteFile({ projectId, path })
        store.close(projectId, path)
        store.changeProject(projectId, { isCompilationStale: true })
        await refresh()
      } catch (error) {
        notifyFailure(`${path} was not deleted`, error)
      }
    },
    [client, store, projectId, refresh, notifyFailure],
  )
  return useMemo(
    () => ({ open, save, saveAll, resolve, create, rename, remove }),
    [open, save, saveAll, resolve, create, rename, remove],
  )
}

export type Files = ReturnType<typeof useFiles>

/** What a new file begins with: enough to compile, of the name it has. */
const beginFile = (path: string) => {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.sol$/, '')
  if (!path.endsWith('.sol')) return ''
  const contract = /^[A-Za-z_$][\w$]*$/.test(name) ? name : 'Contract'
  return `// SPDX-License-Identifier: UNLICENSED\npragma solidity ^0.8.20;\n\ncontract ${contract} {\n}\n`
}

import { useSyncExternalStore } from 'react'
import { type Desk, useDesk } from '../../../app/connection/DeskContext.tsx'
import { createDrafts } from '../model/createDrafts.ts'
import { createWorkbenchStore, type ProjectState, type WorkbenchStore } from '../model/createWorkbenchStore.ts'

const stores = new WeakMap<Desk, WorkbenchStore>()

/** This window's workbench, the same for every caller; it outlives the screen. */
export function useWorkbenchStore(): WorkbenchStore {
  const desk = useDesk()
  const store = stores.get(desk) ?? createWorkbenchStore(createDrafts(window.localStorage))
  stores.set(desk, store)
  return store
}

/** What this window knows of a project, live. */
export function useProjectState(projectId: string): ProjectState {
  const store = useWorkbenchStore()
  return useSyncExternalStore(store.subscribe, () => store.getProject(projectId))
}

/** The console's lines, oldest first, live. */
export function useConsole() {
  const store = useWorkbenchStore()
  return useSyncExternalStore(store.subscribe, () => store.getState().console)
}

import type { Compilation, Diagnostic, SourceSymbol } from '../../../../engine/api/workbench.ts'
import type { DebugRequest } from '../../debugger/index.ts'
import type { Drafts } from './createDrafts.ts'
import type { TestRun } from './testRun.ts'

/** A file that is open in a tab. */
export interface OpenFile {
  readonly path: string
  readonly text: string
  /** Counts the times that `text` came from elsewhere than the editor. */
  readonly revision: number
  /** As the desk has it. */
  readonly savedText: string
  /** The desk's version of `savedText`. */
  readonly version: string
  /** Somebody else has written the file since it was opened. */
  readonly isConflicting: boolean
}

/** A line of the console. */
export interface ConsoleEntry {
  readonly id: number
  readonly atMs: number
  readonly tone: 'info' | 'success' | 'warning' | 'danger'
  readonly title: string
  readonly detail?: string | undefined
  /** What Debug opens. */
  readonly debug?: DebugRequest | undefined
}

/** What the window knows of a project beyond what the desk keeps. */
export interface ProjectState {
  readonly files: ReadonlyMap<string, OpenFile>
  readonly activePath: string | undefined
  /** Of the latest check or compilation. */
  readonly diagnostics: readonly Diagnostic[]
  readonly symbols: readonly SourceSymbol[]
  readonly compilation: Compilation | undefined
  /** Something was written after the compilation. */
  readonly isCompilationStale: boolean
  /** The latest run of its tests. */
  readonly testRun: TestRun | undefined
}

export interface WorkbenchState {
  readonly projects: ReadonlyMap<string, ProjectState>
  readonly console: readonly ConsoleEntry[]
}

export const emptyProject: ProjectState = {
  files: new Map(),
  activePath: undefined,
  diagnostics: [],
  symbols: [],
  compilation: undefined,
  isCompilationStale: false,
  testRun: undefined,
}

const consoleMax = 500

/** Open files with unsaved text, compilations and the console: what must survive a look at another screen. */
export function createWorkbenchStore(drafts: Drafts) {
  let state: WorkbenchState = { projects: new Map(), console: [] }
  let nextId = 1
  const listeners = new Set<() => void>()
  const set = (next: WorkbenchState) => {
    state = next
    for (const listener of listeners) listener()
  }
  const getProject = (projectId: string) => state.projects.get(projectId) ?? emptyProject
  const changeProject = (projectId: string, change: Partial<ProjectState>) =>
    set({ ...state, projects: new Map(state.projects).set(projectId, { ...getProject(projectId), ...change }) })
  const changeFile = (projectId: string, path: string, change: Partial<OpenFile>) => {
    const { files } = getProject(projectId)
    const file = files.get(path)
    if (file === undefined) return
    const changed = { ...file, ...change }
    if (isUnsaved(changed)) drafts.write(projectId, path, changed)
    else drafts.forget(projectId, path)
    changeProject(projectId, { files: new Map(files).set(path, changed) })
  }
  return {
    getState: () => state,
    getProject,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    changeProject,
    /** Shows a file that the desk has answered; one that is open already keeps its text, and what was typed before is there again. */
    open: (projectId: string, file: { path: string; text: string; version: string }) => {
      const { files } = getProject(projectId)
      const opened = files.get(file.path) ?? {
        ...file,
        ...drafts.read(projectId, file.path),
        revision: nextId++,
        savedText: file.text,
        isConflicting: false,
      }
      changeProject(projectId, { files: new Map(files).set(file.path, opened), activePath: file.path })
    },
    /** Takes the desk's version in place of what is in the editor. */
    reload: (projectId: string, { path, text, version }: { path: string; text: string; version: string }) =>
      changeFile(projectId, path, { text, revision: nextId++, savedText: text, version, isConflicting: false }),
    /** Puts a text into the editor that differs from the desk's. */
    replace: (projectId: string, path: string, text: string) =>
      changeFile(projectId, path, { text, revision: nextId++ }),
    /** Follows what is typed. */
    edit: (projectId: string, path: string, text: string) => changeFile(projectId, path, { text }),
    markSaved: (projectId: string, path: string, savedText: string, version: string) => {
      changeFile(projectId, path, { savedText, version, isConflicting: false })
      changeProject(projectId, { isCompilationStale: true })
    },
    markConflicting: (projectId: string, path: string) => changeFile(projectId, path, { isConflicting: true }),
    close: (projectId: string, path: string) => {
      const { files, activePath } = getProject(projectId)
      drafts.forget(projectId, path)
      const paths = [...files.keys()]
      const at = paths.indexOf(path)
      const next = new Map([...files].filter(([candidate]) => candidate !== path))
      const neighbour = paths[at + 1] ?? paths[at - 1]
      changeProject(projectId, { files: next, activePath: activePath === path ? neighbour : activePath })
    },
    rename: (projectId: string, from: string, to: string) => {
      const { files, activePath } = getProject(projectId)
      const file = files.get(from)
      drafts.forget(projectId, from)
      if (file !== undefined && isUnsaved(file)) drafts.write(projectId, to, file)
      const renamed = [...files].map(([path, file]) =>
        path === from ? ([to, { ...file, path: to }] as const) : ([path, file] as const),
      )
      changeProject(projectId, {
        files: new Map(renamed),
        activePath: activePath === from ? to : activePath,
        isCompilationStale: true,
      })
    },
    forget: (projectId: string) => {
      getProject(projectId).testRun?.cancel()
      for (const path of getProject(projectId).files.keys()) drafts.forget(projectId, path)
      set({ ...state, projects: new Map([...state.projects].filter(([candidate]) => candidate !== projectId)) })
    },
    log: (entry: Omit<ConsoleEntry, 'id' | 'atMs'>) =>
      set({ ...state, console: [...state.console, { ...entry, id: nextId++, atMs: Date.now() }].slice(-consoleMax) }),
    clearConsole: () => set({ ...state, console: [] }),
  }
}

export type WorkbenchStore = ReturnType<typeof createWorkbenchStore>

/** Whether a file has text that the desk doesn't. */
export const isUnsaved = ({ text, savedText }: OpenFile) => text !== savedText

import { type FormEvent, type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { joinClasses } from '../../../ui/joinClasses.ts'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import type { Files } from '../hooks/useFiles.ts'
import { isUnsaved, type ProjectState } from '../model/createWorkbenchStore.ts'
import { findPathProblem, listTreeRows, type TreeRow } from '../model/fileTree.ts'

export interface FileTreeProps {
  readonly paths: readonly string[]
  readonly state: ProjectState
  readonly files: Files
  readonly mayWrite: boolean
  readonly isNaming: boolean
  readonly onNaming: (isNaming: boolean) => void
}

/** The files of a project (tree pattern: arrows move and fold, Enter opens, F2 renames, Delete deletes at a second press). */
export function FileTree({ paths, state, files, mayWrite, isNaming, onNaming }: FileTreeProps) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set())
  const [focused, focus] = useState<string>()
  const [renaming, setRenaming] = useState<string>()
  const [armed, arm] = useState<string>()
  const tree = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => listTreeRows(paths, collapsed), [paths, collapsed])
  const current = rows.find(({ path }) => path === (focused ?? state.activePath)) ?? rows[0]
  const fold = (path: string, isFolded: boolean) =>
    setCollapsed((before) => new Set(isFolded ? [...before, path] : [...before].filter((each) => each !== path)))
  const press = (row: TreeRow) => {
    focus(row.path)
    arm(undefined)
    if (row.isFolder) fold(row.path, !collapsed.has(row.path))
    else void files.open(row.path)
  }
  const remove = (path: string) => {
    if (armed !== path) return arm(path)
    arm(undefined)
    void files.remove(path)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const isShortcut = event.ctrlKey || event.metaKey || event.altKey
    if (current === undefined || isShortcut || event.target instanceof HTMLInputElement) return
    const at = rows.indexOf(current)
    const next = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[event.key]
    if (next !== undefined) {
      focus(next.path)
      tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(next.path)}"]`)?.focus()
    } else if (event.key === 'Enter') press(current)
    else if (current.isFolder && event.key === 'ArrowRight') fold(current.path, false)
    else if (current.isFolder && event.key === 'ArrowLeft') fold(current.path, true)
    else if (!current.isFolder && mayWrite && event.key === 'F2') setRenaming(current.path)
    else if (!current.isFolder && mayWrite && event.key === 'Delete') remove(current.path)
    else return
    event.preventDefault()
  }
  return (
    <div className="file-tree scrolls" role="tree" aria-label="Files" ref={tree} onKeyDown={onKeyDown}>
      {isNaming && (
        <PathForm
          initial={paths.some((path) => path.startsWith('src/')) || paths.length === 0 ? 'src/' : ''}
          taken={paths}
          onCancel={() => onNaming(false)}
          onName={(path) => {
            onNaming(false)
            void files.create(path)
          }}
        />
      )}
      {rows.map((row) =>
        row.path === renaming ? (
          <PathForm
            key={row.path}
            initial={row.path}
            taken={paths.filter((path) => path !== row.path)}
            onCancel={() => setRenaming(undefined)}
            onName={(path) => {
              setRenaming(undefined)
              if (path !== row.path) void files.rename(row.path, path)
            }}
          />
        ) : (
          <FileRow
            key={row.path}
            row={row}
            state={state}
            isCurrent={row === current}
            isCollapsed={collapsed.has(row.path)}
            isArmed={armed === row.path}
            mayWrite={mayWrite}
            onPress={() => press(row)}
            onRename={() => setRenaming(row.path)}
            onDelete={() => remove(row.path)}
          />
        ),
      )}
      {rows.length === 0 && !isNaming && (
        <StateMessage>No file yet. Press + or Alt N and name one: src/Counter.sol</StateMessage>
      )}
    </div>
  )
}

interface FileRowProps {
  readonly row: TreeRow
  readonly state: ProjectState
  readonly isCurrent: boolean
  readonly isCollapsed: boolean
  readonly isArmed: boolean
  readonly mayWrite: boolean
  readonly onPress: () => void
  readonly onRename: () => void
  readonly onDelete: () => void
}

function FileRow(props: FileRowProps) {
  const { row, state, isCurrent, isCollapsed, isArmed, mayWrite, onPress, onRename, onDelete } = props
  const file = state.files.get(row.path)
  const errors = state.diagnostics.filter(
    ({ severity, range }) => severity === 'error' && range?.path === row.path,
  ).length
  return (
    <div className="file-row" data-active={row.path === state.activePath || undefined}>
      <button
        type="button"
        role="treeitem"
        className={joinClasses('file-name', errors > 0 && 'danger')}
        style={{ paddingLeft: 8 + row.depth * 12 }}
        tabIndex={isCurrent ? 0 : -1}
        aria-level={row.depth + 1}
        aria-expanded={row.isFolder ? !isCollapsed : undefined}
        aria-selected={row.path === state.activePath}
        data-path={row.path}
        data-testid={`file-${row.path}`}
        onClick={onPress}
      >
        <span className="file-mark" aria-hidden="true">
          {row.isFolder ? (isCollapsed ? '▸' : '▾') : ''}
        </span>
        {row.name}
        {file !== undefined && isUnsaved(file) && <span className="unsaved" title="unsaved" />}
        {errors > 0 && <span className="file-errors">{errors}</span>}
      </button>
      {!row.isFolder && mayWrite && (
        <span className="file-actions" data-armed={isArmed || undefined}>
          <button type="button" tabIndex={-1} title="Rename (F2)" aria-label={`Rename ${row.name}`} onClick={onRename}>
            ✎
          </button>
          <button type="button" tabIndex={-1} title="Delete (Del)" aria-label={`Delete ${row.name}`} onClick={onDelete}>
            {isArmed ? 'Delete?' : '✕'}
          </button>
        </span>
      )}
    </div>
  )
}

interface PathFormProps {
  readonly initial: string
  readonly taken: readonly string[]
  readonly onName: (path: string) => void
  readonly onCancel: () => void
}

/** A path being typed; Escape leaves it. */
function PathForm({ initial, taken, onName, onCancel }: PathFormProps) {
  const [path, setPath] = useState(initial)
  const problem = path === initial || path.endsWith('/') ? undefined : findPathProblem(path, taken)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (findPathProblem(path, taken) === undefined) onName(path)
  }
  return (
    <form className="path-form" onSubmit={submit}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it appears because its name is to be typed
        autoFocus
        aria-label="Path of the file"
        aria-invalid={problem !== undefined}
        spellCheck={false}
        value={path}
        data-testid="file-path"
        onChange={(event) => setPath(event.target.value)}
        onBlur={onCancel}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel()
        }}
      />
      <p className="field-problem" aria-live="polite">
        {problem}
      </p>
    </form>
  )
}

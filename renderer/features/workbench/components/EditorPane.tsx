import { lazy, Suspense } from 'react'
import type { Project } from '../../../../engine/api/workbench.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { joinClasses } from '../../../ui/joinClasses.ts'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import type { Files } from '../hooks/useFiles.ts'
import { compileKey } from '../hooks/useWorkbenchCommands.ts'
import { useWorkbenchStore } from '../hooks/useWorkbenchStore.ts'
import { isUnsaved, type OpenFile, type ProjectState } from '../model/createWorkbenchStore.ts'
import type { EditorTarget } from './CodeEditor.tsx'

const CodeEditor = lazy(() => import('./CodeEditor.tsx'))

export interface EditorPaneProps {
  readonly project: Project
  readonly state: ProjectState
  readonly files: Files
  readonly mayWrite: boolean
  readonly target: EditorTarget | undefined
  /** Why the check while typing fails. */
  readonly checkFailure: string | undefined
  readonly isCompiling: boolean
  readonly onSave: () => void
  readonly onCompile: () => void
  readonly onGoTo: (path: string, line: number, column: number) => void
  readonly onNewFile: () => void
}

/** The open files in tabs, and the one being edited. */
export function EditorPane(props: EditorPaneProps) {
  const { project, state, files, mayWrite, checkFailure, isCompiling, onCompile, onNewFile } = props
  const active = state.activePath === undefined ? undefined : state.files.get(state.activePath)
  return (
    <section className="editor-pane" aria-label="Editor">
      <div className="editor-head">
        <EditorTabs projectId={project.projectId} state={state} files={files} />
        <div className="editor-actions">
          {!mayWrite && <Badge tone="warning">read only: needs the role “trader”</Badge>}
          {checkFailure !== undefined && (
            <span className="warning" title={checkFailure}>
              not checked
            </span>
          )}
          <Button
            size="small"
            variant="primary"
            busy={isCompiling}
            disabled={!mayWrite || project.files.length === 0}
            title={`Save and compile (${compileKey()})`}
            data-testid="compile"
            onClick={onCompile}
          >
            {isCompiling ? 'Compiling…' : 'Compile'} <kbd>{compileKey()}</kbd>
          </Button>
        </div>
      </div>
      {active?.isConflicting && (
        <div className="editor-conflict" role="alert">
          <span>{active.path} was written by somebody else since it was opened here.</span>
          <Button size="small" onClick={() => files.resolve(active.path, 'theirs')}>
            Take theirs
          </Button>
          <Button size="small" variant="danger" onClick={() => files.resolve(active.path, 'mine')}>
            Overwrite with mine
          </Button>
        </div>
      )}
      <div className="editor-body">
        {active === undefined ? (
          <StateMessage
            action={
              project.files.length === 0 && (
                <Button disabled={!mayWrite} onClick={onNewFile}>
                  New file
                </Button>
              )
            }
          >
            {project.files.length === 0 ? 'The project is empty.' : 'Choose a file to edit.'}
          </StateMessage>
        ) : (
          <Suspense fallback={<StateMessage>Loading the editor…</StateMessage>}>
            <OpenEditor {...props} file={active} />
          </Suspense>
        )}
      </div>
    </section>
  )
}

function OpenEditor({
  project,
  state,
  mayWrite,
  target,
  file,
  onSave,
  onCompile,
  onGoTo,
}: EditorPaneProps & { file: OpenFile }) {
  const { client } = useDesk()
  const store = useWorkbenchStore()
  const { projectId } = project
  const readText = async (path: string) => {
    const opened = store.getProject(projectId).files.get(path)
    if (opened !== undefined) return opened.text
    // Of the libraries' sources only the declarations are known here.
    if (!project.files.some((each) => each.path === path)) return undefined
    return (await client.workbench.readFile({ projectId, path })).text
  }
  return (
    <CodeEditor
      projectId={projectId}
      path={file.path}
      text={file.text}
      revision={file.revision}
      openPaths={[...state.files.keys()]}
      diagnostics={state.diagnostics}
      isReadOnly={!mayWrite}
      target={target}
      symbols={() => store.getProject(projectId).symbols}
      readText={readText}
      openAt={onGoTo}
      onEdit={(path, text) => store.edit(projectId, path, text)}
      onSave={onSave}
      onCompile={onCompile}
    />
  )
}

function EditorTabs({ projectId, state, files }: { projectId: string; state: ProjectState; files: Files }) {
  const store = useWorkbenchStore()
  const close = (file: OpenFile) => {
    // What is unsaved is written rather than lost.
    void files.save(file.path).then((isSaved) => isSaved && store.close(projectId, file.path))
  }
  return (
    <div className="editor-tabs" role="tablist" aria-label="Open files">
      {[...state.files.values()].map((file) => (
        <div
          key={file.path}
          className={joinClasses('editor-tab', file.path === state.activePath && 'editor-tab-active')}
        >
          <button
            type="button"
            role="tab"
            aria-selected={file.path === state.activePath}
            title={file.path}
            onClick={() => store.changeProject(projectId, { activePath: file.path })}
          >
            {cleanText(file.path.slice(file.path.lastIndexOf('/') + 1))}
          </button>
          <button
            type="button"
            className="editor-tab-close"
            aria-label={`Close ${file.path}`}
            title={isUnsaved(file) ? 'Save and close' : 'Close'}
            onClick={() => close(file)}
          >
            {isUnsaved(file) ? <span className="unsaved" data-testid="unsaved" /> : '✕'}
          </button>
        </div>
      ))}
    </div>
  )
}

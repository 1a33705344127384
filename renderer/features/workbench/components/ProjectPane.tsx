import { useState } from 'react'
import type { Project } from '../../../../engine/api/workbench.ts'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { Panel } from '../../../ui/Panel.tsx'
import type { Files } from '../hooks/useFiles.ts'
import { useProjectActions } from '../hooks/useProjects.ts'
import type { ProjectState } from '../model/createWorkbenchStore.ts'
import { FileTree } from './FileTree.tsx'

export interface ProjectPaneProps {
  readonly project: Project
  readonly projects: readonly Project[]
  readonly state: ProjectState
  readonly files: Files
  readonly mayWrite: boolean
  /** A name for a new file is being typed. */
  readonly isNaming: boolean
  readonly onNaming: (isNaming: boolean) => void
  readonly onProject: (projectId: string) => void
  readonly onNewProject: () => void
  readonly onSettings: () => void
}

/** Which project, its files, and how it is compiled. */
export function ProjectPane(props: ProjectPaneProps) {
  const { project, projects, state, files, mayWrite, isNaming, onNaming, onProject, onNewProject, onSettings } = props
  const { version, optimizerEnabled, optimizerRuns, viaIr, evmVersion } = project.settings
  return (
    <div className="project-pane">
      <div className="project-bar">
        <select
          className="project-select"
          aria-label="Project"
          value={project.projectId}
          data-testid="project-select"
          onChange={(event) => onProject(event.target.value)}
        >
          {projects.map(({ projectId, name }) => (
            <option key={projectId} value={projectId}>
              {cleanText(name)}
            </option>
          ))}
        </select>
        <Button size="small" disabled={!mayWrite} data-testid="new-project" onClick={onNewProject}>
          New
        </Button>
        <DeleteButton key={project.projectId} projectId={project.projectId} disabled={!mayWrite} />
      </div>
      <Panel
        title="Files"
        className="files-panel"
        actions={
          <Button
            size="small"
            variant="quiet"
            title="New file (Alt N)"
            aria-label="New file"
            disabled={!mayWrite}
            data-testid="new-file"
            onClick={() => onNaming(true)}
          >
            +
          </Button>
        }
      >
        <FileTree
          paths={project.files.map(({ path }) => path)}
          state={state}
          files={files}
          mayWrite={mayWrite}
          isNaming={isNaming}
          onNaming={onNaming}
        />
      </Panel>
      <button type="button" className="project-compiler" data-testid="compiler-settings" onClick={onSettings}>
        <span>solc {cleanText(version)}</span>
        <span className="faint">
          {evmVersion} · {optimizerEnabled ? `optimizer ${optimizerRuns}` : 'no optimizer'}
          {viaIr && ' · via IR'}
        </span>
      </button>
    </div>
  )
}

/** Deletes at a second press. */
function DeleteButton({ projectId, disabled }: { projectId: string; disabled: boolean }) {
  const { remove } = useProjectActions()
  const [isArmed, setArmed] = useState(false)
  return (
    <Button
      size="small"
      variant={isArmed ? 'danger' : 'quiet'}
      disabled={disabled}
      busy={remove.isPending}
      title="Delete the project and its files"
      aria-label={isArmed ? 'Confirm: delete the project' : 'Delete the project'}
      onBlur={() => setArmed(false)}
      onClick={() => {
        if (isArmed) remove.mutate(projectId)
        setArmed(!isArmed)
      }}
    >
      {isArmed ? 'Delete?' : '✕'}
    </Button>
  )
}

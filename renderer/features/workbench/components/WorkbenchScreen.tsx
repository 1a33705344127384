import { useCallback, useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { useStoredState } from '../../../ui/useStoredState.ts'
import type { DebugRequest } from '../../debugger/index.ts'
import { useProjects } from '../hooks/useProjects.ts'
import { NewProjectDialog } from './NewProjectDialog.tsx'
import { ProjectView } from './ProjectView.tsx'
import './WorkbenchScreen.css'

export interface WorkbenchScreenProps {
  /** Whether this login may write, compile and send. */
  readonly mayTrade: boolean
  readonly onDebug: (request: DebugRequest) => void
}

/** The workbench: write contracts, compile, deploy and call them. */
export function WorkbenchScreen({ mayTrade, onDebug }: WorkbenchScreenProps) {
  const { query } = useProjects()
  const [storedId, select] = useStoredState<string>('workbench.project', '')
  const [isCreating, setCreating] = useState(false)
  // Commands hold it: another function every time would register them again and again.
  const begin = useCallback(() => setCreating(true), [])
  if (query.data === undefined) {
    if (!query.isError) return <StateMessage>Loading the projects…</StateMessage>
    return <ErrorMessage error={query.error} action={<Button onClick={() => query.refetch()}>Try again</Button>} />
  }
  const project = query.data.find(({ projectId }) => projectId === storedId) ?? query.data[0]
  return (
    <>
      {project === undefined ? (
        <StateMessage
          action={
            <Button variant="primary" disabled={!mayTrade} data-testid="new-project" onClick={begin}>
              New project
            </Button>
          }
        >
          A project holds Solidity files to compile and deploy.{' '}
          {mayTrade ? 'Begin with an empty one or with a token.' : 'Only the role “trader” may begin one.'}
        </StateMessage>
      ) : (
        <ProjectView
          key={project.projectId}
          project={project}
          projects={query.data}
          mayWrite={mayTrade}
          onProject={select}
          onNewProject={begin}
          onDebug={onDebug}
        />
      )}
      {isCreating && (
        <NewProjectDialog
          onClose={() => setCreating(false)}
          onCreated={(projectId) => {
            select(projectId)
            setCreating(false)
          }}
        />
      )}
    </>
  )
}

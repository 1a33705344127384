import type { UseQueryResult } from '@tanstack/react-query'
import type { Deployment, Project } from '../../../../engine/api/workbench.ts'
import type { NetworkChoice } from '../../../app/session/useNetworkChoice.ts'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import type { DebugRequest } from '../../debugger/index.ts'
import type { Sender } from '../hooks/useDeployments.ts'
import type { ProjectState } from '../model/createWorkbenchStore.ts'
import { DeploymentPanel } from './DeploymentPanel.tsx'
import { DeployPanel } from './DeployPanel.tsx'
import { NetworkField } from './NetworkField.tsx'
import { SenderField } from './SenderField.tsx'

export const contractTabs = ['deploy', 'deployed'] as const
export type ContractTab = (typeof contractTabs)[number]

export interface ContractPaneProps {
  readonly project: Project
  readonly state: ProjectState
  readonly tab: ContractTab
  /** Where to deploy. */
  readonly choice: NetworkChoice
  readonly sender: Sender
  readonly deployments: UseQueryResult<readonly Deployment[]>
  /** The one in use. */
  readonly deployment: Deployment | undefined
  readonly mayWrite: boolean
  readonly isCompiling: boolean
  readonly onTab: (tab: ContractTab) => void
  readonly onDeployment: (deploymentId: string) => void
  readonly onCompile: () => void
  readonly onDebug: (request: DebugRequest) => void
}

/** What was compiled, to deploy, and what was deployed, to call. */
export function ContractPane(props: ContractPaneProps) {
  const { project, state, tab, choice, sender, deployments, deployment, mayWrite, onTab, onDeployment, onDebug } = props
  const count = deployments.data?.length ?? 0
  const tabs = [
    { id: 'deploy', title: 'Contracts', count: state.compilation?.contracts.length ?? 0 },
    { id: 'deployed', title: 'Deployed', count },
  ] as const
  return (
    <section className="contract-pane" aria-label="Contracts">
      <div className="sender-fields">
        {tab === 'deploy' && choice.networks.length > 1 && <NetworkField choice={choice} />}
        <SenderField sender={sender} />
      </div>
      <Tabs label="Contracts" tabs={tabs} selected={tab} onSelect={onTab}>
        {tab === 'deploy' ? (
          <DeployPanel
            {...props}
            projectId={project.projectId}
            onDeployed={(deployed) => {
              onDeployment(deployed.deploymentId)
              onTab('deployed')
            }}
          />
        ) : deployments.isError ? (
          <ErrorMessage error={deployments.error} />
        ) : deployment === undefined ? (
          <StateMessage>Nothing is deployed yet: compile, then deploy from “Contracts”.</StateMessage>
        ) : (
          <DeploymentPanel
            deployments={deployments.data ?? []}
            deployment={deployment}
            sender={sender}
            mayWrite={mayWrite}
            onDeployment={onDeployment}
            onDebug={onDebug}
          />
        )}
      </Tabs>
    </section>
  )
}

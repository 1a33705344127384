import { useState } from 'react'
import type { CallableFunction, Deployment } from '../../../../engine/api/workbench.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatCount, formatMonthTime, shortenHex } from '../../../ui/format.ts'
import type { DebugRequest } from '../../debugger/index.ts'
import type { Sender } from '../hooks/useDeployments.ts'
import { FunctionForm } from './FunctionForm.tsx'

export interface DeploymentPanelProps {
  readonly deployments: readonly Deployment[]
  readonly deployment: Deployment
  readonly sender: Sender
  readonly mayWrite: boolean
  readonly onDeployment: (deploymentId: string) => void
  readonly onDebug: (request: DebugRequest) => void
}

const isRead = ({ stateMutability }: CallableFunction) => stateMutability === 'view' || stateMutability === 'pure'

/** A deployed contract with a form for each of its functions: those that change something, then those that only read. */
export function DeploymentPanel(props: DeploymentPanelProps) {
  const { deployments, deployment, onDeployment } = props
  const [filter, setFilter] = useState('')
  const shown = deployment.functions.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()))
  const sections = [
    { title: 'Write', functions: shown.filter((each) => !isRead(each)) },
    { title: 'Read', functions: shown.filter(isRead) },
  ]
  return (
    <div className="deployment-panel">
      <div className="deployment-head">
        <select
          className="project-select"
          aria-label="Deployed contract"
          value={deployment.deploymentId}
          data-testid="deployment-select"
          onChange={(event) => onDeployment(event.target.value)}
        >
          {deployments.map(({ deploymentId, name, address, deployedAtMs }) => (
            <option key={deploymentId} value={deploymentId}>
              {cleanText(name)} · {shortenHex(address)} · {formatMonthTime(deployedAtMs)}
            </option>
          ))}
        </select>
        <div className="deployment-facts">
          <CopyText text={deployment.address} label="address of the contract" testId="deployment-address" />
          {deployment.network !== 'practice' && <Badge>{cleanText(deployment.network)}</Badge>}
          <span className="faint">block {formatCount(deployment.blockNumber)}</span>
        </div>
        {deployment.functions.length > 8 && (
          <input
            className="function-filter"
            type="search"
            aria-label="Find a function"
            placeholder="Find a function"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        )}
      </div>
      <div className="functions scrolls" key={deployment.deploymentId}>
        {sections.map(({ title, functions }) => (
          <section key={title} aria-label={title}>
            {functions.length > 0 && <h3 className="functions-title">{title}</h3>}
            {functions.map((each) => (
              <FunctionForm key={each.signature} callable={each} isRead={isRead(each)} {...props} />
            ))}
          </section>
        ))}
        {shown.length === 0 && <p className="faint functions-none">No function is called that.</p>}
      </div>
    </div>
  )
}

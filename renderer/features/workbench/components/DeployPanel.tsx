import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { CompiledContract, Deployment } from '../../../../engine/api/workbench.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatCount } from '../../../ui/format.ts'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import { useArgumentForm } from '../hooks/useArgumentForm.ts'
import { useReportOutcome } from '../hooks/useReportOutcome.ts'
import { creationBytesMax, deployedBytesMax, judgeSize } from '../model/codeSize.ts'
import { ArgumentFields } from './ArgumentFields.tsx'
import type { ContractPaneProps } from './ContractPane.tsx'
import { OutcomeView } from './OutcomeView.tsx'
import { ValueField } from './ValueField.tsx'

export interface DeployPanelProps extends ContractPaneProps {
  readonly projectId: string
  readonly onDeployed: (deployment: Deployment) => void
}

const keyOf = ({ path, name }: CompiledContract) => `${path}:${name}`

/** The contracts that were compiled, their sizes against the limits, and a form to deploy the one chosen. */
export function DeployPanel(props: DeployPanelProps) {
  const { state, isCompiling, mayWrite, onCompile } = props
  const { compilation, isCompilationStale } = state
  const [chosen, choose] = useState<string>()
  if (compilation === undefined || compilation.contracts.length === 0) {
    const hasErrors = compilation?.diagnostics.some(({ severity }) => severity === 'error')
    return (
      <StateMessage
        action={
          <Button disabled={!mayWrite} busy={isCompiling} onClick={onCompile}>
            Compile
          </Button>
        }
      >
        {hasErrors ? 'Nothing was compiled: see the problems below.' : 'Compile the project to deploy its contracts.'}
      </StateMessage>
    )
  }
  const { contracts } = compilation
  const contract = contracts.find((each) => keyOf(each) === chosen) ?? contracts.find(isOwnDeployable) ?? contracts[0]
  return (
    <div className="deploy-panel">
      <ul className="contract-list scrolls" aria-label="Compiled contracts" data-testid="compiled-contracts">
        <li className="compiled-head" aria-hidden="true">
          <span>Contract</span>
          <span>Code of {formatCount(deployedBytesMax)}</span>
          <span>Creation {formatCount(creationBytesMax)}</span>
        </li>
        {contracts.map((each) => (
          <ContractRow
            key={keyOf(each)}
            contract={each}
            isChosen={each === contract}
            onChoose={() => choose(keyOf(each))}
          />
        ))}
      </ul>
      {contract !== undefined && (
        <div className="deploy-form scrolls" key={keyOf(contract)}>
          {isCompilationStale && <p className="warning">Written after this compilation: compile again.</p>}
          <DeployForm {...props} contract={contract} />
        </div>
      )}
    </div>
  )
}

/** A contract of the project itself, not of a library it imports. */
const isOwnDeployable = ({ isDeployable, path }: CompiledContract) => isDeployable && !path.startsWith('@')

function ContractRow({
  contract,
  isChosen,
  onChoose,
}: {
  contract: CompiledContract
  isChosen: boolean
  onChoose: () => void
}) {
  const { name, path, isDeployable, deployedBytes, creationBytes } = contract
  return (
    <li>
      <button
        type="button"
        className="compiled-row"
        aria-pressed={isChosen}
        data-testid={`compiled-${name}`}
        title={path}
        onClick={onChoose}
      >
        <strong>{cleanText(name)}</strong>
        {isDeployable ? (
          <>
            <CodeSize bytes={deployedBytes} max={deployedBytesMax} what="code (EIP-170)" />
            <CodeSize bytes={creationBytes} max={creationBytesMax} what="creation code (EIP-3860)" />
          </>
        ) : (
          <span className="faint">abstract or interface</span>
        )}
      </button>
    </li>
  )
}

function CodeSize({ bytes, max, what }: { bytes: number; max: number; what: string }) {
  const verdict = judgeSize(bytes, max)
  return (
    <span
      className="code-size"
      data-verdict={verdict}
      title={`${formatCount(bytes)} of ${formatCount(max)} bytes of ${what}`}
    >
      <span className="code-size-bar" style={{ '--share': Math.min(1, bytes / max) } as React.CSSProperties} />
      {formatCount(bytes)}
    </span>
  )
}

function DeployForm({
  projectId,
  choice,
  sender,
  mayWrite,
  contract,
  onDeployed,
  onDebug,
}: DeployPanelProps & { contract: CompiledContract }) {
  const { client } = useDesk()
  const { network } = choice
  const { constructorInputs, isPayableConstructor, isDeployable, name, path, abi } = contract
  const form = useArgumentForm(constructorInputs, isPayableConstructor)
  const report = useReportOutcome(network)
  const from = sender.sender?.address
  const deploy = useMutation({
    mutationFn: async () => {
      const { args, valueWei } = form
      if (args === undefined || valueWei === undefined || from === undefined)
        throw new Error('The form is not filled in.')
      return client.workbench.deploy({ projectId, path, name, network, from, args: [...args], valueWei })
    },
    onSuccess: async (outcome) => {
      report.outcome(`Deploy ${name}`, outcome, outcome.deployment?.address)
      await sender.refresh()
      if (outcome.deployment !== undefined) onDeployed(outcome.deployment)
    },
    onError: (error) => report.failure(`Deploy ${name}`, error),
  })
  const isReady = form.args !== undefined && form.valueWei !== undefined
  if (!isDeployable)
    return <p className="muted">{cleanText(name)} is abstract or an interface: it can’t be deployed.</p>
  return (
    <form
      noValidate
      aria-label={`Deploy ${name}`}
      onSubmit={(event) => {
        event.preventDefault()
        form.showMissing()
        if (isReady) deploy.mutate()
      }}
    >
      <div className="deploy-title">
        <strong>{cleanText(name)}</strong>
        <CopyText text={abi} shown="ABI" label="ABI" />
      </div>
      <ArgumentFields parameters={constructorInputs} form={form} testId="deploy" />
      {isPayableConstructor && <ValueField form={form} testId="deploy" />}
      <Button
        type="submit"
        variant="primary"
        className="wide"
        busy={deploy.isPending}
        disabled={!mayWrite || from === undefined}
        aria-disabled={!isReady}
        data-testid="deploy"
      >
        Deploy {cleanText(name)}
      </Button>
      {!mayWrite && <Badge tone="warning">needs the role “trader”</Badge>}
      <OutcomeView outcome={deploy.data} error={deploy.error} network={network} onDebug={onDebug} />
    </form>
  )
}

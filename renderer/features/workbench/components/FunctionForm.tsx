import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { CallableFunction, Deployment } from '../../../../engine/api/workbench.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import type { DebugRequest } from '../../debugger/index.ts'
import { useArgumentForm } from '../hooks/useArgumentForm.ts'
import type { Sender } from '../hooks/useDeployments.ts'
import { useReportOutcome } from '../hooks/useReportOutcome.ts'
import { ArgumentFields } from './ArgumentFields.tsx'
import { OutcomeView } from './OutcomeView.tsx'
import { ValueField } from './ValueField.tsx'

export interface FunctionFormProps {
  readonly callable: CallableFunction
  readonly isRead: boolean
  readonly deployment: Deployment
  readonly sender: Sender
  readonly mayWrite: boolean
  readonly onDebug: (request: DebugRequest) => void
}

type Mode = 'call' | 'send'

/** A function with its arguments; folded until it is wanted, if it has any. */
export function FunctionForm({ callable, isRead, deployment, sender, mayWrite, onDebug }: FunctionFormProps) {
  const { client } = useDesk()
  const { name, signature, inputs, stateMutability } = callable
  const { deploymentId, network } = deployment
  const isPayable = stateMutability === 'payable'
  const hasFields = inputs.length > 0 || isPayable
  const [isOpen, setOpen] = useState(false)
  const form = useArgumentForm(inputs, isPayable)
  const report = useReportOutcome(network)
  const from = sender.sender?.address
  const invoke = useMutation({
    mutationFn: async (mode: Mode) => {
      const { args, valueWei } = form
      if (args === undefined || valueWei === undefined || from === undefined)
        throw new Error('The form is not filled in.')
      return client.workbench.invoke({ deploymentId, signature, args: [...args], mode, from, valueWei })
    },
    onSuccess: async (outcome, mode) => {
      report.outcome(`${deployment.name}.${name}`, outcome)
      if (mode === 'send') await sender.refresh()
    },
    onError: (error) => report.failure(`${deployment.name}.${name}`, error),
  })
  const isReady = form.args !== undefined && form.valueWei !== undefined
  const run = (mode: Mode) => {
    form.showMissing()
    if (isReady) invoke.mutate(mode)
    else setOpen(true)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    run(isRead ? 'call' : 'send')
  }
  const shortType = inputs
    .map(({ type, name: input }) => cleanText(`${type}${input === '' ? '' : ` ${input}`}`, 60))
    .join(', ')
  return (
    <form
      className="function-form"
      noValidate
      aria-label={signature}
      data-testid={`function-${name}`}
      onSubmit={submit}
    >
      <div className="function-head">
        <button
          type="button"
          className="function-name"
          aria-expanded={hasFields ? isOpen : undefined}
          disabled={!hasFields}
          title={signature}
          onClick={() => setOpen(!isOpen)}
        >
          <span className="file-mark" aria-hidden="true">
            {hasFields ? (isOpen ? '▾' : '▸') : ''}
          </span>
          <strong>{cleanText(name)}</strong>
          <span className="faint">{shortType}</span>
          {isPayable && <span className="warning">payable</span>}
        </button>
        {!isRead && (
          <Button
            size="small"
            variant="quiet"
            title="Simulate: changes nothing"
            busy={invoke.isPending && invoke.variables === 'call'}
            disabled={!mayWrite || from === undefined}
            data-testid={`simulate-${name}`}
            onClick={() => run('call')}
          >
            Try
          </Button>
        )}
        <Button
          type="submit"
          size="small"
          variant={isRead ? 'plain' : 'primary'}
          busy={invoke.isPending && invoke.variables !== (isRead ? 'send' : 'call')}
          disabled={!mayWrite || from === undefined}
          data-testid={`run-${name}`}
        >
          {isRead ? 'Read' : 'Send'}
        </Button>
      </div>
      {isOpen && hasFields && (
        <div className="function-fields">
          <ArgumentFields parameters={inputs} form={form} testId={`arg-${name}`} />
          {isPayable && <ValueField form={form} testId={`arg-${name}`} />}
        </div>
      )}
      <OutcomeView outcome={invoke.data} error={invoke.error} network={network} onDebug={onDebug} />
    </form>
  )
}

import type { Deployment } from '../../../../engine/api/workbench.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatCount, shortenHex } from '../../../ui/format.ts'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { Table } from '../../../ui/Table.tsx'
import { useEvents } from '../hooks/useEvents.ts'
import { describeValues } from '../model/describeValues.ts'
import { type ContractEvent, eventKey } from '../model/mergeEvents.ts'

/** The events of a deployed contract as they come, newest first. */
export function EventsList({ deployment }: { deployment: Deployment | undefined }) {
  if (deployment === undefined)
    return <StateMessage>Deploy a contract: the events of the one in use are shown here as they come.</StateMessage>
  return <LiveEvents deployment={deployment} />
}

function LiveEvents({ deployment }: { deployment: Deployment }) {
  const { value, freshness, error } = useEvents(deployment.deploymentId)
  if (freshness === 'failed') return <ErrorMessage error={error} />
  if (value === undefined) return <StateMessage>Loading the events…</StateMessage>
  return (
    <Table
      label={`Events of ${cleanText(deployment.name)}`}
      testId="events"
      stale={freshness === 'stale'}
      columns={columns}
      rows={value}
      getKey={eventKey}
      empty={`${cleanText(deployment.name)} at ${shortenHex(deployment.address)} has emitted no event yet.`}
    />
  )
}

const columns = [
  {
    id: 'block',
    title: 'Block',
    align: 'right',
    width: 80,
    render: ({ blockNumber }: ContractEvent) => formatCount(blockNumber),
  },
  {
    id: 'event',
    title: 'Event',
    width: 170,
    render: ({ signature, isRemoved }: ContractEvent) => (
      <span
        className={isRemoved ? 'faint event-removed' : 'event-name'}
        title={isRemoved ? 'undone by a rollback' : signature}
      >
        {signature === undefined ? 'unknown' : cleanText(signature.split('(')[0] ?? '')}
      </span>
    ),
  },
  {
    id: 'args',
    title: 'Arguments',
    render: ({ args, data }: ContractEvent) => {
      if (args === undefined) return <code title={data}>{cleanText(data, 200)}</code>
      return <span title={describeValues(args, true)}>{describeValues(args)}</span>
    },
  },
  {
    id: 'transaction',
    title: 'Transaction',
    width: 130,
    render: ({ transactionHash }: ContractEvent) => (
      <CopyText text={transactionHash} shown={shortenHex(transactionHash)} label="transaction hash" />
    ),
  },
] as const

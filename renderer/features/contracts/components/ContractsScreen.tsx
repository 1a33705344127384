import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { ContractEntry } from '../../../../engine/api/system.ts'
import { useConnection, useDesk } from '../../../app/connection/DeskContext.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { Panel } from '../../../ui/Panel.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import './ContractsScreen.css'

const SourceEditor = lazy(() => import('./SourceEditor.tsx'))

/** The network's address book, and the Solidity source of each contract compiled here. */
export function ContractsScreen() {
  const { api } = useDesk()
  const { phase } = useConnection()
  const contracts = useQuery(api.system.listContracts.queryOptions())
  const [selectedAddress, select] = useState<string>()
  const selected = contracts.data?.find(({ address }) => address === selectedAddress) ?? contracts.data?.[0]
  if (contracts.data === undefined) {
    if (!contracts.isError) return <StateMessage>Loading the address book…</StateMessage>
    return (
      <ErrorMessage error={contracts.error} action={<Button onClick={() => contracts.refetch()}>Try again</Button>} />
    )
  }
  return (
    <div className="contracts">
      <Panel title="Address book" className="contracts-list" stale={phase !== 'live'}>
        <ul className="scrolls contracts-scroll">
          {contracts.data.map((entry) => (
            <li key={entry.address} className="contract-row" data-selected={entry === selected || undefined}>
              <button
                type="button"
                aria-pressed={entry === selected}
                data-testid={`contract-${entry.name}`}
                onClick={() => select(entry.address)}
              >
                <strong>{cleanText(entry.name)}</strong>
                <span className="faint">{entry.sourcePath ?? 'no source here'}</span>
              </button>
              <CopyText text={entry.address} label={`address of ${cleanText(entry.name)}`} />
            </li>
          ))}
        </ul>
        {contracts.data.length === 0 && <StateMessage>This network’s address book is empty.</StateMessage>}
      </Panel>
      {selected !== undefined && <SourcePanel entry={selected} />}
    </div>
  )
}

function SourcePanel({ entry }: { entry: ContractEntry }) {
  const { api } = useDesk()
  const path = entry.sourcePath
  const source = useQuery({
    ...api.system.readSource.queryOptions({ input: { path: path ?? '' } }),
    enabled: path !== undefined,
  })
  return (
    <Panel title={path ?? cleanText(entry.name)} className="contracts-source">
      {path === undefined ? (
        <StateMessage>This contract was not compiled here: there is no source to show.</StateMessage>
      ) : source.isError ? (
        <ErrorMessage error={source.error} action={<Button onClick={() => source.refetch()}>Try again</Button>} />
      ) : source.data === undefined ? (
        <StateMessage>Loading the source…</StateMessage>
      ) : (
        <Suspense fallback={<StateMessage>Loading the editor…</StateMessage>}>
          <SourceEditor path={path} text={source.data.text} />
        </Suspense>
      )}
    </Panel>
  )
}

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { StorageEntry } from '../../../../engine/api/explorerRecords.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { shortenHex } from '../../../ui/format.ts'
import { useExplorer } from '../hooks/useExplorer.ts'
import { useRefetchOnHead } from '../hooks/useRefetchOnHead.ts'
import { parseStorageQuery } from '../model/storageQuery.ts'
import { describeValue } from './ArgumentTree.tsx'
import { LoadState } from './LoadState.tsx'
import { type VirtualColumn, VirtualTable } from './VirtualTable.tsx'
import './StorageView.css'

/** A contract's storage: its variables where the layout is known, else slots; any slot, and any key of a mapping, by a query. */
export function StorageView({ address }: { address: string }) {
  const { api } = useDesk()
  const { network } = useExplorer()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const query = useQuery({
    ...api.explorer.readStorage.queryOptions({
      input: { network, address, count: 64, ...parseStorageQuery(asked) },
    }),
    placeholderData: keepPreviousData,
  })
  useRefetchOnHead(query.refetch, !query.isError)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(typed.trim())
  }
  const hint = query.data?.variables.find(({ type }) => type.startsWith('mapping'))?.name
  return (
    <div className="storage-view">
      <form className="storage-form" onSubmit={submit}>
        <input
          className="text-input mono"
          aria-label="Variable or slot"
          placeholder={hint === undefined ? 'Slot: 0x0, 7' : `Variable or slot: ${cleanText(hint, 40)}[0x…], 0x0, 7`}
          value={typed}
          list={`variables-${address}`}
          spellCheck={false}
          data-testid="storage-query"
          onChange={(event) => setTyped(event.target.value)}
        />
        <datalist id={`variables-${address}`}>
          {query.data?.variables.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Button size="small" type="submit">
          Read
        </Button>
        {asked !== '' && (
          <Button
            size="small"
            variant="quiet"
            onClick={() => {
              setTyped('')
              setAsked('')
            }}
          >
            Show all
          </Button>
        )}
        {query.data?.hasLayout === false && (
          <span className="faint">Its source is not known here, so slots have no names.</span>
        )}
      </form>
      <div className="page-body">
        {query.data === undefined || query.isError ? (
          <LoadState query={query} what="the storage" />
        ) : (
          <VirtualTable
            label="Storage"
            testId="storage-table"
            columns={query.data.hasLayout ? [...namedColumns, ...slotColumns] : slotColumns}
            rows={query.data.entries}
            getKey={({ slot, label }) => `${slot}${label ?? ''}`}
            empty="This contract keeps no variables of its own."
          />
        )}
      </div>
    </div>
  )
}

const namedColumns: readonly VirtualColumn<StorageEntry>[] = [
  {
    id: 'label',
    title: 'Variable',
    width: 'minmax(140px, 1.3fr)',
    render: ({ label }) =>
      label === undefined ? <span className="faint">–</span> : <span title={label}>{cleanText(label, 120)}</span>,
  },
  {
    id: 'type',
    title: 'Type',
    width: 'minmax(100px, 1fr)',
    render: ({ type = '' }) => (
      <span className="muted" title={type}>
        {cleanText(type, 80)}
      </span>
    ),
  },
  {
    id: 'decoded',
    title: 'Value',
    width: 'minmax(120px, 1.3fr)',
    render: ({ decoded = '', type = '' }) =>
      type.startsWith('mapping') ? (
        <span className="faint">{decoded}</span>
      ) : (
        <CopyText text={decoded} shown={describeValue(type === 'string' ? 'text' : type, decoded)} label="value" />
      ),
  },
]

const slotColumns: readonly VirtualColumn<StorageEntry>[] = [
  {
    id: 'slot',
    title: 'Slot',
    width: '128px',
    render: ({ slot }) => <CopyText text={slot} shown={shortenSlot(slot)} label="slot" />,
  },
  {
    id: 'word',
    title: 'Word',
    width: 'minmax(150px, 2fr)',
    render: ({ value }) => (
      <CopyText text={value} shown={`0x${value.slice(2).replace(/^(00)+(?=..)/, '')}`} label="word" />
    ),
  },
]

/** Small slots by their number, hashed ones shortened. */
const shortenSlot = (slot: string) => (/^0x0{52}/.test(slot) ? BigInt(slot).toString() : shortenHex(slot, 6))

import { useCallback, useMemo, useState } from 'react'
import type { BlockSummary } from '../../../../engine/api/explorerRecords.ts'
import type { LiveState } from '../../../app/connection/createLiveStore.ts'
import { useNow } from '../../../app/shell/useNow.ts'
import { formatAge, formatCount, noValue } from '../../../ui/format.ts'
import { Panel } from '../../../ui/Panel.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { useExplorer } from '../hooks/useExplorer.ts'
import { type BlockFeed, holdFeed } from '../model/blockFeed.ts'
import { formatGwei, formatShare } from '../model/formatWei.ts'
import { type VirtualColumn, VirtualTable } from './VirtualTable.tsx'
import './BlockList.css'

export interface BlockListProps {
  readonly feed: LiveState<BlockFeed>
  readonly loadOlder: () => void
  readonly currentNumber: number | undefined
}

/** Blocks, live at the top. While somebody scrolls or points at them they stand still, and what is new is counted. */
export function BlockList({ feed, loadOlder, currentNumber }: BlockListProps) {
  const { visit } = useExplorer()
  const [heldAt, setHeldAt] = useState<number>()
  const [listKey, setListKey] = useState(0)
  const value = feed.value ?? []
  const { shown, newCount } = useMemo(() => holdFeed(value, heldAt), [value, heldAt])
  const newest = value[0]?.number
  const hold = () => setHeldAt((before) => before ?? newest)
  const onScroll = useCallback(
    (top: number) => setHeldAt((before) => (top > 0 ? (before ?? newest) : undefined)),
    [newest],
  )
  const resume = () => {
    setHeldAt(undefined)
    setListKey((key) => key + 1)
  }
  return (
    <Panel
      title="Blocks"
      className="block-list"
      stale={feed.freshness === 'stale'}
      actions={
        newCount > 0 && (
          <button type="button" className="new-blocks" data-testid="new-blocks" onClick={resume}>
            ↑ {formatCount(newCount)} new
          </button>
        )
      }
    >
      {feed.freshness === 'failed' ? (
        <ErrorMessage error={feed.error} />
      ) : feed.value === undefined ? (
        <StateMessage>Loading the blocks…</StateMessage>
      ) : (
        <div
          onPointerEnter={hold}
          onPointerLeave={(event) =>
            event.currentTarget.querySelector('.vtable-body')?.scrollTop === 0 && setHeldAt(undefined)
          }
        >
          <VirtualTable
            key={listKey}
            label="Blocks"
            testId="block-list"
            rowHeight={22}
            columns={columns}
            rows={shown}
            getKey={({ hash }) => hash}
            isCurrent={({ number }) => number === currentNumber}
            onOpen={({ number }) => visit({ page: 'block', block: String(number) })}
            onEnd={loadOlder}
            onScroll={onScroll}
            empty="This network has no blocks."
          />
        </div>
      )}
    </Panel>
  )
}

function Age({ timestampS }: { timestampS: number }) {
  const nowMs = useNow(1_000)
  return <>{formatAge(nowMs - timestampS * 1_000)}</>
}

function GasBar({ block: { gasUsed, gasLimit } }: { block: BlockSummary }) {
  const share = gasLimit === 0n ? 0 : Number((gasUsed * 1_000n) / gasLimit) / 10
  return (
    <span className="gas-bar" title={`${gasUsed} of ${gasLimit} gas`}>
      <span className="gas-bar-fill" style={{ width: `${share}%` }} />
      <span className="gas-bar-text">{formatShare(gasUsed, gasLimit)}</span>
    </span>
  )
}

const columns: readonly VirtualColumn<BlockSummary>[] = [
  {
    id: 'number',
    title: 'Block',
    width: '58px',
    render: ({ number }) => <span className="block-number">{formatCount(number)}</span>,
  },
  {
    id: 'age',
    title: 'Age',
    align: 'right',
    width: '46px',
    render: ({ timestampS }) => (
      <span className="muted">
        <Age timestampS={timestampS} />
      </span>
    ),
  },
  {
    id: 'txs',
    title: 'Txs',
    align: 'right',
    width: '34px',
    render: ({ transactionCount }) =>
      transactionCount === 0 ? <span className="faint">0</span> : formatCount(transactionCount),
  },
  { id: 'gas', title: 'Gas used', width: 'minmax(0, 1fr)', render: (block) => <GasBar block={block} /> },
  {
    id: 'fee',
    title: 'Base fee',
    unit: 'gwei',
    align: 'right',
    width: '88px',
    render: ({ baseFeePerGasWei }) => (baseFeePerGasWei === undefined ? noValue : formatGwei(baseFeePerGasWei)),
  },
]

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TransactionDetails } from '../../../../engine/api/explorerRecords.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { useNow } from '../../../app/shell/useNow.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatAge, shortenHex } from '../../../ui/format.ts'
import { Tabs } from '../../../ui/Tabs.tsx'
import { useExplorer } from '../hooks/useExplorer.ts'
import { useRefetchOnHead } from '../hooks/useRefetchOnHead.ts'
import { describeCall, describeFailure } from '../model/describeTransaction.ts'
import { formatEtherShort } from '../model/formatWei.ts'
import { ArgumentTree } from './ArgumentTree.tsx'
import { AddressLink, BlockLink } from './Entity.tsx'
import { FeeView } from './FeeView.tsx'
import { LoadState } from './LoadState.tsx'
import { LogList } from './LogList.tsx'
import { PageHead } from './PageHead.tsx'
import { RawView } from './RawView.tsx'
import { TransactionOverview } from './TransactionOverview.tsx'
import { statusTones } from './TransactionTable.tsx'

type TransactionTab = 'overview' | 'logs' | 'fees' | 'raw'

/** A transaction: what it did, what it paid, what it logged, and why it failed if it did. */
export function TransactionPage({ hash }: { hash: string }) {
  const { api } = useDesk()
  const { network } = useExplorer()
  const query = useQuery(api.explorer.getTransaction.queryOptions({ input: { network, hash } }))
  useRefetchOnHead(query.refetch, query.data?.status === 'pending')
  const transaction = query.data
  if (transaction === undefined) return <LoadState query={query} what="the transaction" />
  return <TransactionView key={transaction.hash} transaction={transaction} />
}

function TransactionView({ transaction }: { transaction: TransactionDetails }) {
  const { onDebug } = useExplorer()
  const [tab, setTab] = useState<TransactionTab>('overview')
  const { hash, status, logCount } = transaction
  return (
    <div className="page" data-testid="transaction-page">
      <PageHead
        kind="Transaction"
        title={<CopyText text={hash} shown={shortenHex(hash, 16)} label="transaction hash" testId="transaction-hash" />}
        detail={<Badge tone={statusTones[status]}>{status}</Badge>}
        actions={
          onDebug !== undefined &&
          status !== 'pending' && (
            <Button size="small" data-testid="debug-transaction" onClick={() => onDebug(hash)}>
              Debug
            </Button>
          )
        }
      />
      <SummaryLine transaction={transaction} />
      <Failure transaction={transaction} />
      <div className="page-body">
        <Tabs<TransactionTab>
          label="Transaction"
          selected={tab}
          onSelect={setTab}
          tabs={[
            { id: 'overview', title: 'Overview' },
            { id: 'logs', title: 'Logs', count: logCount },
            { id: 'fees', title: 'Fees' },
            { id: 'raw', title: 'Raw' },
          ]}
        >
          {tab === 'overview' && <TransactionOverview transaction={transaction} />}
          {tab === 'logs' && (
            <LogList
              testId="transaction-logs"
              logs={transaction.logs}
              names={transaction.names}
              empty="This transaction logged nothing."
              footer={
                logCount > transaction.logs.length && (
                  <p className="table-foot muted">
                    The first {transaction.logs.length} of {logCount} logs are shown.
                  </p>
                )
              }
            />
          )}
          {tab === 'fees' && <FeeView {...transaction} />}
          {tab === 'raw' && <RawView transaction={transaction} />}
        </Tabs>
      </div>
    </div>
  )
}

/** What it did in one sentence: who, what, on whom, when, for how much. */
function SummaryLine({ transaction }: { transaction: TransactionDetails }) {
  const { from, to, createdAddress, blockNumber, timestampS, valueWei, feeWei, names } = transaction
  const nowMs = useNow(1_000)
  const target = to ?? createdAddress
  return (
    <div className="summary-line" data-testid="transaction-summary">
      <AddressLink address={from} names={names} />
      <span className="faint">→</span>
      <strong>{describeCall(transaction)}</strong>
      {target !== undefined && (
        <>
          <span className="faint">{transaction.call === undefined ? 'to' : 'on'}</span>
          <AddressLink address={target} names={names} />
        </>
      )}
      {valueWei > 0n && <span>with {formatEtherShort(valueWei)} ETH</span>}
      {blockNumber !== undefined && (
        <>
          <span className="faint">· block</span>
          <BlockLink number={blockNumber} />
        </>
      )}
      {timestampS !== undefined && <span className="faint">· {formatAge(nowMs - timestampS * 1_000)} ago</span>}
      {feeWei !== undefined && <span className="faint">· fee {formatEtherShort(feeWei)} ETH</span>}
    </div>
  )
}

function Failure({ transaction }: { transaction: TransactionDetails }) {
  const { failure, names } = transaction
  const sentence = describeFailure(transaction)
  if (failure === undefined || sentence === undefined) return null
  const args = failure.revert?.args ?? []
  return (
    <div className="failure" role="status" data-testid="transaction-failure">
      <strong>Failed: </strong>
      {failure.revert?.signature === undefined || failure.revert.kind !== 'custom'
        ? sentence
        : cleanText(failure.revert.signature.split('(')[0] ?? '', 120)}
      {failure.source === 'call' && (
        <span className="faint"> (found by calling it again alone, on the state of the block before)</span>
      )}
      {failure.revert?.kind === 'custom' && args.length > 0 && <ArgumentTree values={args} names={names} />}
    </div>
  )
}

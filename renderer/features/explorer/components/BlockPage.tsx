import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BlockDetails } from '../../../../engine/api/explorerRecords.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { useNow } from '../../../app/shell/useNow.ts'
import { Button } from '../../../ui/Button.tsx'
import { formatAge, formatAmount, formatCount, formatDateTime } from '../../../ui/format.ts'
import { Tabs } from '../../../ui/Tabs.tsx'
import { useExplorer } from '../hooks/useExplorer.ts'
import { useLogSearch } from '../hooks/useLogSearch.ts'
import { formatEther, formatGas, formatGwei, formatShare } from '../model/formatWei.ts'
import { AddressLink, BlockLink, HashText } from './Entity.tsx'
import { Amount, Fact, Facts } from './Facts.tsx'
import { LoadState } from './LoadState.tsx'
import { LogResults } from './LogResults.tsx'
import { PageHead } from './PageHead.tsx'
import { TransactionTable } from './TransactionTable.tsx'
import { VirtualTable } from './VirtualTable.tsx'

type BlockTab = 'overview' | 'transactions' | 'logs' | 'withdrawals'

/** A block by its number or hash. */
export function BlockPage({ block: id }: { block: string }) {
  const { api } = useDesk()
  const { network } = useExplorer()
  const query = useQuery(
    api.explorer.getBlock.queryOptions({ input: { network, block: id.startsWith('0x') ? id : Number(id) } }),
  )
  const block = query.data
  if (block === undefined) return <LoadState query={query} what="the block" />
  return <BlockView key={block.hash} block={block} />
}

function BlockView({ block }: { block: BlockDetails }) {
  const { visit } = useExplorer()
  const [tab, setTab] = useState<BlockTab>(block.transactionCount > 0 ? 'transactions' : 'overview')
  const nowMs = useNow(1_000)
  const go = (number: number) => () => visit({ page: 'block', block: String(number) })
  return (
    <div className="page" data-testid="block-page">
      <PageHead
        kind="Block"
        title={formatCount(block.number)}
        detail={
          <>
            <span>{formatDateTime(block.timestampS * 1_000)} UTC</span>
            <span className="faint">{formatAge(nowMs - block.timestampS * 1_000)} ago</span>
            <span>{formatShare(block.gasUsed, block.gasLimit)} of the gas limit</span>
          </>
        }
        actions={
          <>
            <Button size="small" disabled={block.number === 0} onClick={go(block.number - 1)}>
              ‹ Previous
            </Button>
            <Button size="small" onClick={go(block.number + 1)}>
              Next ›
            </Button>
          </>
        }
      />
      <div className="page-body">
        <Tabs<BlockTab>
          label="Block"
          selected={tab}
          onSelect={setTab}
          tabs={[
            { id: 'overview', title: 'Overview' },
            { id: 'transactions', title: 'Transactions', count: block.transactionCount },
            { id: 'logs', title: 'Logs', count: block.logCount },
            { id: 'withdrawals', title: 'Withdrawals', count: block.withdrawalCount },
          ]}
        >
          {tab === 'overview' && <BlockOverview block={block} />}
          {tab === 'transactions' && (
            <TransactionTable
              label="Transactions of the block"
              testId="block-transactions"
              transactions={block.transactions}
              names={block.names}
              empty="No transaction is in this block."
            />
          )}
          {tab === 'logs' && <BlockLogs number={block.number} />}
          {tab === 'withdrawals' && <WithdrawalTable block={block} />}
        </Tabs>
      </div>
    </div>
  )
}

function BlockLogs({ number }: { number: number }) {
  const search = useLogSearch({ fromBlock: number, toBlock: number })
  return <LogResults search={search} empty="Nothing was logged in this block." />
}

const BlockOverview = ({ block }: { block: BlockDetails }) => (
  <div className="page-scroll scrolls">
    <Facts>
      <Fact name="Hash">
        <HashText hash={block.hash} label="block hash" />
      </Fact>
      <Fact name="Parent">
        {block.number === 0 ? 'none: the first block' : <BlockLink number={block.number - 1} />}
      </Fact>
      <Fact name="Fee recipient">
        <AddressLink address={block.feeRecipient} names={block.names} full />
      </Fact>
      <Fact name="Gas used">
        <Amount
          value={formatGas(block.gasUsed)}
          unit="gas"
          note={`${formatShare(block.gasUsed, block.gasLimit)} of ${formatGas(block.gasLimit)}`}
        />
      </Fact>
      <Fact name="Base fee">
        {block.baseFeePerGasWei !== undefined && <Amount value={formatGwei(block.baseFeePerGasWei)} unit="gwei" />}
      </Fact>
      <Fact name="Burnt">
        <Amount value={formatEther(block.burntWei)} unit="ETH" />
      </Fact>
      <Fact name="Tips">
        <Amount value={formatEther(block.tipsWei)} unit="ETH" />
      </Fact>
      <Fact name="Blob gas used">
        {block.blobGasUsed !== undefined && (
          <Amount
            value={formatGas(block.blobGasUsed)}
            unit="gas"
            note={`excess ${formatGas(block.excessBlobGas ?? 0n)}`}
          />
        )}
      </Fact>
      <Fact name="Size">
        <Amount value={formatCount(block.sizeBytes)} unit="bytes" />
      </Fact>
      <BlockRoots block={block} />
    </Facts>
  </div>
)

const BlockRoots = ({ block }: { block: BlockDetails }) => {
  const roots = [
    ['State root', block.stateRoot],
    ['Transactions root', block.transactionsRoot],
    ['Receipts root', block.receiptsRoot],
    ['Withdrawals root', block.withdrawalsRoot],
    ['Requests hash', block.requestsHash],
    ['Parent beacon root', block.parentBeaconBlockRoot],
    ['RANDAO', block.prevRandao],
    ['Extra data', block.extraData],
  ] as const
  return roots.map(([name, hash]) => (
    <Fact key={name} name={name}>
      {hash !== undefined && <HashText hash={hash} label={name.toLowerCase()} />}
    </Fact>
  ))
}

const WithdrawalTable = ({ block }: { block: BlockDetails }) => (
  <VirtualTable
    label="Withdrawals"
    columns={[
      { id: 'index', title: 'Index', align: 'right', width: '100px', render: ({ index }) => formatGas(index) },
      {
        id: 'validator',
        title: 'Validator',
        align: 'right',
        width: '100px',
        render: ({ validatorIndex }) => formatGas(validatorIndex),
      },
      {
        id: 'address',
        title: 'To',
        width: 'minmax(0, 1fr)',
        render: ({ address }) => <AddressLink address={address} names={block.names} full />,
      },
      {
        id: 'amount',
        title: 'Amount',
        unit: 'ETH',
        align: 'right',
        width: '140px',
        render: ({ amountGwei }) => formatAmount(amountGwei, 9),
      },
    ]}
    rows={block.withdrawals}
    getKey={({ index }) => index.toString()}
    empty="No validator withdrew in this block."
  />
)

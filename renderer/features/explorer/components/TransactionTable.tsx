import type { ReactNode } from 'react'
import type { AddressNames, TransactionSummary } from '../../../../engine/api/explorerRecords.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { formatMonthTime, noValue } from '../../../ui/format.ts'
import { useExplorer } from '../hooks/useExplorer.ts'
import { describeMethod } from '../model/describeTransaction.ts'
import { formatEtherShort, formatGas } from '../model/formatWei.ts'
import { AddressLink, BlockLink, TransactionLink } from './Entity.tsx'
import { type VirtualColumn, VirtualTable } from './VirtualTable.tsx'

export interface TransactionTableProps {
  readonly label: string
  readonly transactions: readonly TransactionSummary[]
  readonly names: AddressNames
  /** The account whose list it is: which side it is on is shown. */
  readonly account?: string
  readonly withBlock?: boolean
  readonly stale?: boolean
  readonly empty: ReactNode
  readonly footer?: ReactNode
  readonly onEnd?: () => void
  readonly testId?: string
}

export const statusTones = { success: 'bid', failed: 'danger', pending: 'warning' } as const

/** Transactions, a line each. */
export function TransactionTable({ transactions, names, account, withBlock = false, ...rest }: TransactionTableProps) {
  const { visit } = useExplorer()
  return (
    <VirtualTable
      {...rest}
      columns={listColumns(names, account, withBlock)}
      rows={transactions}
      getKey={({ hash }) => hash}
      onOpen={({ hash }) => visit({ page: 'transaction', hash })}
    />
  )
}

const listColumns = (
  names: AddressNames,
  account: string | undefined,
  withBlock: boolean,
): VirtualColumn<TransactionSummary>[] => [
  { id: 'hash', title: 'Transaction', width: '124px', render: ({ hash }) => <TransactionLink hash={hash} /> },
  ...(withBlock ? [blockColumn, timeColumn] : [indexColumn]),
  {
    id: 'method',
    title: 'Method',
    width: 'minmax(84px, 1fr)',
    render: (row) => <span title={row.method}>{describeMethod(row)}</span>,
  },
  { id: 'from', title: 'From', width: 'minmax(104px, 1.6fr)', render: ({ from }) => partyOf(from, names, account) },
  {
    id: 'to',
    title: 'To',
    width: 'minmax(104px, 1.6fr)',
    render: ({ to, createdAddress }) => partyOf(to ?? createdAddress, names, account),
  },
  {
    id: 'value',
    title: 'Value',
    unit: 'ETH',
    align: 'right',
    width: '80px',
    render: ({ valueWei }) => (valueWei === 0n ? <span className="faint">0</span> : formatEtherShort(valueWei)),
  },
  {
    id: 'gas',
    title: 'Gas',
    align: 'right',
    width: '68px',
    render: ({ gasUsed }) => (gasUsed === undefined ? noValue : formatGas(gasUsed)),
  },
  {
    id: 'fee',
    title: 'Fee',
    unit: 'ETH',
    align: 'right',
    width: '72px',
    render: ({ feeWei }) => (feeWei === undefined ? noValue : formatEtherShort(feeWei)),
  },
  {
    id: 'status',
    title: 'Status',
    width: '62px',
    render: ({ status }) => <Badge tone={statusTones[status]}>{status}</Badge>,
  },
]

const blockColumn: VirtualColumn<TransactionSummary> = {
  id: 'block',
  title: 'Block',
  align: 'right',
  width: '60px',
  render: ({ blockNumber }) => (blockNumber === undefined ? noValue : <BlockLink number={blockNumber} />),
}

const timeColumn: VirtualColumn<TransactionSummary> = {
  id: 'time',
  title: 'Time',
  unit: 'UTC',
  width: '98px',
  render: ({ timestampS }) => (timestampS === undefined ? noValue : formatMonthTime(timestampS * 1_000)),
}

const indexColumn: VirtualColumn<TransactionSummary> = {
  id: 'index',
  title: '#',
  align: 'right',
  width: '28px',
  render: ({ index }) => <span className="faint">{index}</span>,
}

const partyOf = (address: string | undefined, names: AddressNames, account: string | undefined) => {
  if (address === undefined) return noValue
  if (address === account) return <span className="muted">this account</span>
  return <AddressLink address={address} names={names} />
}

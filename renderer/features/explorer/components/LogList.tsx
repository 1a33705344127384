import type { ReactNode } from 'react'
import type { AddressNames, ExplorerLog } from '../../../../engine/api/explorerRecords.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatMonthTime } from '../../../ui/format.ts'
import { ArgumentTree, ArgumentValue } from './ArgumentTree.tsx'
import { AddressLink, BlockLink, TransactionLink } from './Entity.tsx'
import './LogList.css'

export interface LogListProps {
  readonly logs: readonly ExplorerLog[]
  readonly names: AddressNames
  /** Says where each happened: of a search, not of one transaction. */
  readonly withPlace?: boolean
  /** All are of one contract, which the page names already. */
  readonly ofOneContract?: boolean
  readonly empty: ReactNode
  readonly footer?: ReactNode
  readonly testId?: string
}

/** Logs with their arguments; those that no ABI fits with their topics and data. */
export const LogList = ({ logs, names, withPlace = false, ofOneContract = false, ...rest }: LogListProps) => (
  <div className="log-scroll scrolls" data-testid={rest.testId}>
    {logs.length === 0 && <div className="table-empty">{rest.empty}</div>}
    <ol>
      {logs.map((log) => (
        <li key={`${log.blockNumber}.${log.logIndex}`} className={withPlace ? 'log log-dense' : 'log'}>
          <LogHead log={log} names={names} withContract={!ofOneContract} />
          {withPlace && <LogPlace log={log} />}
          <LogBody log={log} names={names} isDense={withPlace} />
        </li>
      ))}
    </ol>
    {rest.footer}
  </div>
)

function LogHead({ log, names, withContract }: { log: ExplorerLog; names: AddressNames; withContract: boolean }) {
  const event = log.signature?.split('(')[0]
  const known = log.contract === undefined ? names : { ...names, [log.address]: log.contract }
  return (
    <div className="log-head">
      <span className="faint log-index">{log.logIndex}</span>
      <strong title={log.signature}>{event === undefined ? 'unknown event' : cleanText(event, 60)}</strong>
      {withContract && (
        <>
          <span className="faint">in</span>
          <AddressLink address={log.address} names={known} />
        </>
      )}
    </div>
  )
}

const LogPlace = ({ log }: { log: ExplorerLog }) => (
  <span className="log-place">
    <TransactionLink hash={log.transactionHash} />
    <BlockLink number={log.blockNumber} />
    {log.timestampS !== undefined && <span className="faint">{formatMonthTime(log.timestampS * 1_000)} UTC</span>}
  </span>
)

/** In a long list arguments stand side by side, as far as none has parts. */
function LogBody({ log, names, isDense }: { log: ExplorerLog; names: AddressNames; isDense: boolean }) {
  if (log.args === undefined) return <RawLog log={log} />
  if (!isDense || log.args.some(({ value }) => typeof value === 'object'))
    return <ArgumentTree values={log.args} names={names} />
  return (
    <ul className="log-args">
      {log.args.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: arguments are told apart by their place
        <li key={index}>
          <span className="faint">{value.name === '' ? index : cleanText(value.name, 40)}</span>{' '}
          <ArgumentValue value={value} names={names} />
        </li>
      ))}
    </ul>
  )
}

const RawLog = ({ log: { topics, data } }: { log: ExplorerLog }) => (
  <ul className="arguments">
    {topics.map((topic, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: topics are told apart by their place
      <li key={index}>
        <span className="argument-name">topic {index}</span>
        <span className="argument-type">bytes32</span>
        <CopyText text={topic} label="topic" />
      </li>
    ))}
    <li>
      <span className="argument-name">data</span>
      <span className="argument-type">{(data.length - 2) / 2} bytes</span>
      <CopyText text={data} shown={data.length > 200 ? `${data.slice(0, 200)}…` : data} label="data" />
    </li>
  </ul>
)

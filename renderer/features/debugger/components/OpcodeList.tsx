import { formatCount } from '../../../ui/format.ts'
import { Panel } from '../../../ui/Panel.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { VirtualList } from '../../../ui/VirtualList.tsx'
import { useStepRows } from '../hooks/useStepRows.ts'

const rowHeight = 19

export interface OpcodeListProps {
  readonly traceId: string
  readonly steps: number
  readonly step: number
  readonly onGo: (step: number) => void
}

/** Every step that was executed, one a row, however many. */
export function OpcodeList({ traceId, steps, step, onGo }: OpcodeListProps) {
  const { getRow, onVisible, error } = useStepRows(traceId, steps)
  return (
    <Panel title="Opcodes" className="opcode-list">
      {error !== null ? (
        <ErrorMessage error={error} />
      ) : steps === 0 ? (
        <StateMessage>No code ran: a plain transfer, or a precompiled contract.</StateMessage>
      ) : (
        <div className="opcode-body">
          <div className="opcode-row opcode-head" aria-hidden="true">
            <span>Step</span>
            <span>PC</span>
            <span className="opcode-name">Opcode</span>
            <span>Cost</span>
            <span>Gas left</span>
          </div>
          <div className="opcode-rows">
            <VirtualList
              label="Opcodes"
              testId="opcode-list"
              rowCount={steps}
              rowHeight={rowHeight}
              selected={step}
              onSelect={onGo}
              onVisible={onVisible}
              renderRow={(at) => <OpcodeRow step={at} row={getRow(at)} />}
            />
          </div>
        </div>
      )}
    </Panel>
  )
}

type Row = ReturnType<ReturnType<typeof useStepRows>['getRow']>

const OpcodeRow = ({ step, row }: { step: number; row: Row }) => (
  <div className="opcode-row" data-kind={row === undefined ? undefined : kindOf(row.opcode)}>
    <span className="faint">{formatCount(step)}</span>
    <span className="muted">{row?.pc}</span>
    <span className="opcode-name" style={{ paddingLeft: row === undefined ? 0 : Math.min(row.depth, 6) * 3 }}>
      {row?.opcode ?? '…'}
    </span>
    <span>{row === undefined ? '' : formatCount(row.gasCost)}</span>
    <span className="faint">{row === undefined ? '' : formatCount(row.gasLeft)}</span>
  </div>
)

/** What stands out: calls, writes, ends, failures. */
const kindOf = (opcode: string) => {
  if (/^(CALL|STATICCALL|DELEGATECALL|CALLCODE|CREATE2?)$/.test(opcode)) return 'call'
  if (/^(SSTORE|TSTORE|SLOAD|TLOAD|LOG\d)$/.test(opcode)) return 'state'
  if (/^(REVERT|INVALID)$/.test(opcode)) return 'failure'
  return /^(JUMP|JUMPI|JUMPDEST|RETURN|STOP)$/.test(opcode) ? 'flow' : undefined
}

import { type KeyboardEvent, memo, useMemo, useState } from 'react'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatAmount, formatCount } from '../../../ui/format.ts'
import { joinClasses } from '../../../ui/joinClasses.ts'
import { Panel } from '../../../ui/Panel.tsx'
import { VirtualList } from '../../../ui/VirtualList.tsx'
import { type CallRow, describeFrame, findCallRow, listCallRows, type TraceFrame } from '../model/callTree.ts'

const rowHeight = 22
const typeMarks: Record<string, string> = {
  CALL: 'call',
  STATICCALL: 'static',
  DELEGATECALL: 'deleg',
  CALLCODE: 'code',
  CREATE: 'new',
  CREATE2: 'new2',
}

export interface CallTreeProps {
  readonly frames: readonly TraceFrame[]
  readonly frameCount: number
  /** The frame that the current step is in. */
  readonly frame: TraceFrame | undefined
  readonly onGo: (step: number) => void
}

/** Every call in the order they began; the current one is marked. Drawn anew only when another call is entered. */
export const CallTree = memo(function CallTree({ frames, frameCount, frame, onGo }: CallTreeProps) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(new Set())
  const rows = useMemo(() => listCallRows(frames, collapsed), [frames, collapsed])
  const current = frame === undefined ? -1 : findCallRow(rows, frames, frame.frame)
  const setOpen = (index: number, isOpen: boolean) =>
    setCollapsed((before) => new Set(isOpen ? [...before].filter((each) => each !== index) : [...before, index]))
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[current]
    if (row === undefined || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
    event.preventDefault()
    if (row.hasChildren) setOpen(row.frame.frame, event.key === 'ArrowRight')
  }
  const left = frameCount - frames.length
  return (
    <Panel
      title="Calls"
      className="call-tree"
      actions={
        left > 0 && (
          <span className="faint">
            the first {formatCount(frames.length)} of {formatCount(frameCount)}
          </span>
        )
      }
    >
      <VirtualList
        label="Calls"
        testId="call-tree"
        rowCount={rows.length}
        rowHeight={rowHeight}
        selected={current < 0 ? undefined : current}
        onSelect={(index) => {
          const chosen = rows[index]?.frame
          if (chosen !== undefined) onGo(chosen.firstStep)
        }}
        onKeyDown={onKeyDown}
        renderRow={(index) => {
          const row = rows[index]
          return row === undefined ? null : (
            <CallRowView row={row} onOpen={(isOpen) => setOpen(row.frame.frame, isOpen)} />
          )
        }}
      />
    </Panel>
  )
})

function CallRowView({ row, onOpen }: { row: CallRow; onOpen: (isOpen: boolean) => void }) {
  const { frame, hasChildren, isCollapsed } = row
  const reason = frame.revert?.message ?? frame.error
  return (
    <div
      className={joinClasses('call-row', reason !== undefined && 'call-row-failed')}
      title={reason === undefined ? undefined : cleanText(reason, 400)}
    >
      <span style={{ width: Math.min(frame.depth, 24) * 8 }} />
      <button
        type="button"
        className="call-row-twist"
        tabIndex={-1}
        aria-label={isCollapsed ? 'Show the calls within' : 'Hide the calls within'}
        hidden={!hasChildren}
        onClick={(event) => {
          event.stopPropagation()
          onOpen(isCollapsed)
        }}
      >
        {isCollapsed ? '▸' : '▾'}
      </button>
      <span className="call-row-type">{typeMarks[frame.type] ?? frame.type.toLowerCase()}</span>
      <span className="call-row-name">
        {reason !== undefined && '✕ '}
        {describeFrame(frame)}
      </span>
      <span className="call-row-gas">{formatAmount(frame.gasUsed, 0)}</span>
    </div>
  )
}

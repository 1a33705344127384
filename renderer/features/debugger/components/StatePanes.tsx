import { memo, type ReactNode, useEffect, useRef } from 'react'
import type { z } from 'zod'
import type { TraceState as TraceStateSchema } from '../../../../engine/api/debugger.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatCount } from '../../../ui/format.ts'
import { joinClasses } from '../../../ui/joinClasses.ts'
import { Panel } from '../../../ui/Panel.tsx'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import { VirtualList } from '../../../ui/VirtualList.tsx'
import { describeWord, trimWord } from '../model/describeWord.ts'
import { countBytes, countDumpRows, formatOffset, listChangedBytes, readDumpRow } from '../model/hexDump.ts'

export type TraceState = z.infer<typeof TraceStateSchema>

const rowHeight = 18

/** The machine before the current step: stack, memory, storage and what the last call returned; what has just changed is marked. */
export const StatePanes = memo(function StatePanes({ state }: { state: TraceState | undefined }) {
  const before = usePrevious(state)
  return (
    <div className="state-panes" data-testid="state-panes" data-step={state?.row.step}>
      <StackPane state={state} before={before} />
      <BytesPane
        title="Memory"
        hex={state?.memory}
        before={before?.memory}
        note={state === undefined ? undefined : `${formatCount(state.memoryBytes)} bytes`}
        isCut={state !== undefined && state.memoryBytes > countBytes(state.memory)}
        empty="Memory is empty."
      />
      <StoragePane state={state} />
      <BytesPane
        title="Return data"
        hex={state?.returnData}
        before={before?.returnData}
        note={state === undefined ? undefined : `${formatCount(countBytes(state.returnData))} bytes`}
        empty="No call has returned data."
      />
    </div>
  )
})

/** The value shown before this one. */
function usePrevious<Value>(value: Value): Value | undefined {
  const history = useRef<{ current: Value; previous: Value | undefined }>({ current: value, previous: undefined })
  const previous = history.current.current === value ? history.current.previous : history.current.current
  useEffect(() => {
    if (history.current.current !== value) history.current = { current: value, previous: history.current.current }
  }, [value])
  return previous
}

const countOf = (count: number, what: string) => `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`

const Note = ({ children }: { children: ReactNode }) => <span className="faint">{children}</span>

function StackPane({ state, before }: { state: TraceState | undefined; before: TraceState | undefined }) {
  const stack = state?.stack ?? []
  return (
    <Panel title="Stack" className="stack-pane" actions={<Note>{countOf(stack.length, 'word')}</Note>}>
      {stack.length === 0 ? (
        <StateMessage>The stack is empty.</StateMessage>
      ) : (
        <VirtualList
          label="Stack, top first"
          testId="stack"
          rowCount={stack.length}
          rowHeight={rowHeight}
          renderRow={(row) => {
            const at = stack.length - 1 - row
            const word = stack[at] ?? '0x'
            const meaning = describeWord(word)
            const isChanged = before !== undefined && before.stack[at] !== word
            return (
              <div className={joinClasses('word-row', isChanged && 'is-changed')} title={word}>
                <span className="faint">{row}</span>
                <code>{trimWord(word)}</code>
                <span className="muted">{meaning === undefined ? '' : cleanText(meaning, 40)}</span>
              </div>
            )
          }}
        />
      )}
    </Panel>
  )
}

interface BytesPaneProps {
  readonly title: string
  readonly hex: string | undefined
  readonly before: string | undefined
  readonly note: string | undefined
  readonly isCut?: boolean
  readonly empty: string
}

function BytesPane({ title, hex = '0x', before, note, isCut = false, empty }: BytesPaneProps) {
  const rows = countDumpRows(hex)
  return (
    <Panel
      title={title}
      className="bytes-pane"
      actions={
        <Note>
          {note}
          {isCut && `, the first ${formatCount(countBytes(hex))} shown`}
        </Note>
      }
    >
      {rows === 0 ? (
        <StateMessage>{empty}</StateMessage>
      ) : (
        <VirtualList
          label={title}
          rowCount={rows}
          rowHeight={rowHeight}
          renderRow={(at) => {
            const row = readDumpRow(hex, at)
            const changed = listChangedBytes(row, before === undefined ? undefined : readDumpRow(before, at))
            return (
              <div className="dump-row">
                <span className="faint">{formatOffset(row.offset)}</span>
                <code>
                  {row.bytes.map((byte, index) => (
                    <i
                      // biome-ignore lint/suspicious/noArrayIndexKey: a byte is its place
                      key={index}
                      className={joinClasses(changed.has(index) && 'is-changed', byte === '00' && 'faint')}
                    >
                      {byte}
                    </i>
                  ))}
                </code>
                <code className="muted">{row.ascii}</code>
              </div>
            )
          }}
        />
      )}
    </Panel>
  )
}

function StoragePane({ state }: { state: TraceState | undefined }) {
  const slots = state?.storage ?? []
  return (
    <Panel title="Storage" className="storage-pane" actions={<Note>{countOf(slots.length, 'slot')} touched</Note>}>
      {slots.length === 0 ? (
        <StateMessage>No slot was read or written yet in this account.</StateMessage>
      ) : (
        <ul className="storage-rows scrolls" aria-label="Storage, oldest first">
          {slots.map((slot) => (
            <li key={`${slot.slot}${slot.isTransient}`} className="storage-row" title={`${slot.slot} = ${slot.value}`}>
              <span className={slot.isWritten ? 'warning' : 'faint'} title={slot.isWritten ? 'written' : 'read'}>
                {slot.isWritten ? 'W' : 'R'}
                {slot.isTransient && 't'}
              </span>
              <code>{slot.label === undefined ? shortSlot(slot.slot) : cleanText(slot.label, 48)}</code>
              <code>{describeSlot(slot.value)}</code>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** A number or a text where the value is one, else its hexadecimal form. */
const describeSlot = (value: string) => {
  const meaning = describeWord(value)
  return meaning === undefined || meaning === 'address' ? trimWord(value) : cleanText(meaning, 40)
}

const shortSlot = (slot: string) => {
  const trimmed = trimWord(slot)
  return trimmed.length > 14 ? `${slot.slice(0, 8)}…${slot.slice(-4)}` : trimmed
}

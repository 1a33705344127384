import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { joinClasses } from '../../../ui/joinClasses.ts'
import './VirtualTable.css'

export interface VirtualColumn<Row> {
  readonly id: string
  readonly title: string
  readonly unit?: string
  readonly align?: 'right'
  /** A track of CSS grid: `88px`, `minmax(0, 1fr)`. */
  readonly width: string
  readonly render: (row: Row) => ReactNode
}

export interface VirtualTableProps<Row> {
  readonly label: string
  readonly columns: readonly VirtualColumn<Row>[]
  readonly rows: readonly Row[]
  readonly getKey: (row: Row) => string
  readonly testId?: string
  readonly rowHeight?: number
  readonly stale?: boolean
  /** Enter, or a click beside a link. */
  readonly onOpen?: (row: Row) => void
  readonly isCurrent?: (row: Row) => boolean
  /** Called near the end of the rows: time to load more. */
  readonly onEnd?: () => void
  /** How far it is scrolled, in CSS pixels. */
  readonly onScroll?: (scrollTop: number) => void
  readonly empty: ReactNode
  readonly footer?: ReactNode
}

const overscan = 6

/**
 * A dense table of any length: only the rows in view exist, in fixed columns. Arrows move the mark, Enter opens, Home and End jump.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, columns, rows, getKey, rowHeight = 24, stale = false, onOpen, isCurrent, onEnd, onScroll } = props
  const box = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 600 })
  const [markedKey, setMarkedKey] = useState<string>()
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => setView({ top: element.scrollTop, height: element.clientHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const first = Math.max(0, Math.floor(view.top / rowHeight) - overscan)
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + overscan)
  const isNearEnd = last >= rows.length - overscan
  useEffect(() => {
    if (isNearEnd && rows.length > 0) onEnd?.()
  }, [isNearEnd, rows.length, onEnd])
  const marked = markedKey === undefined ? -1 : rows.findIndex((row) => getKey(row) === markedKey)
  const scrolled = () => {
    const element = box.current
    if (element === null) return
    setView({ top: element.scrollTop, height: element.clientHeight })
    onScroll?.(element.scrollTop)
  }
  const mark = (index: number) => {
    const row = rows[Math.min(Math.max(0, index), rows.length - 1)]
    if (row === undefined || box.current === null) return
    setMarkedKey(getKey(row))
    revealRow(box.current, Math.min(Math.max(0, index), rows.length - 1), rowHeight)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== box.current || event.altKey || event.ctrlKey || event.metaKey) return
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 2)
    const moves: Record<string, number> = {
      ArrowDown: marked + 1,
      ArrowUp: marked - 1,
      PageDown: marked + page,
      PageUp: marked - page,
      Home: 0,
      End: rows.length - 1,
    }
    const target = moves[event.key]
    const row = rows[marked]
    if (target !== undefined) mark(target)
    else if (event.key === 'Enter' && row !== undefined) onOpen?.(row)
    else return
    event.preventDefault()
  }
  const template = columns.map(({ width }) => width).join(' ')
  return (
    <div className="vtable" data-stale={stale || undefined}>
      <div className="vtable-head" aria-hidden="true" style={{ gridTemplateColumns: template }}>
        {columns.map(({ id, title, unit, align }) => (
          <span key={id} className={joinClasses(align === 'right' && 'number')}>
            {title}
            {unit !== undefined && <span className="table-unit"> {unit}</span>}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a native table can't leave out the rows that are out of view */}
      <div
        ref={box}
        className="vtable-body scrolls"
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length}
        tabIndex={0}
        data-testid={props.testId}
        onScroll={scrolled}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.target === box.current && marked < 0 && mark(0)}
      >
        <div style={{ height: rows.length * rowHeight }} className="vtable-space">
          {rows.slice(first, last).map((row, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useSemanticElements: the table has the keys; rows are placed freely
            <div
              key={getKey(row)}
              role="row"
              tabIndex={-1}
              aria-rowindex={first + index + 1}
              className="vtable-row"
              data-key={getKey(row)}
              data-marked={getKey(row) === markedKey || undefined}
              data-current={isCurrent?.(row) || undefined}
              style={{ gridTemplateColumns: template, height: rowHeight, top: (first + index) * rowHeight }}
              onClick={(event) => {
                if (event.target instanceof Element && event.target.closest('button') === null) onOpen?.(row)
              }}
            >
              {columns.map(({ id, align, render }) => (
                // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: a cell of the grid above, which has the keys
                <span key={id} role="gridcell" className={joinClasses('vtable-cell', align === 'right' && 'number')}>
                  {render(row)}
                </span>
              ))}
            </div>
          ))}
        </div>
        {rows.length === 0 && <div className="table-empty">{props.empty}</div>}
        {props.footer}
      </div>
    </div>
  )
}

function revealRow(box: HTMLElement, index: number, rowHeight: number) {
  const top = index * rowHeight
  if (top < box.scrollTop) box.scrollTop = top
  else if (top + rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight - box.clientHeight
}

import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import {
  computeScrollHeight,
  followScroll,
  listVisibleRows,
  revealRow,
  type ScrollMap,
  type ScrollState,
  toScrollTop,
} from './virtualScroll.ts'
import './VirtualList.css'

export interface VirtualListProps {
  readonly label: string
  readonly rowCount: number
  /** In CSS pixels, the same for every row. */
  readonly rowHeight: number
  readonly renderRow: (row: number) => ReactNode
  readonly selected?: number | undefined
  readonly onSelect?: (row: number) => void
  /** Enter or a double click. */
  readonly onActivate?: (row: number) => void
  /** Keys the list doesn't know; called before its own. */
  readonly onKeyDown?: (event: KeyboardEvent) => void
  /** The rows in view, after each change. */
  readonly onVisible?: (first: number, count: number) => void
  readonly testId?: string
}

/** A list of any length: only the rows in view exist. Arrows, Page, Home and End move the selection where there is one. */
export function VirtualList(props: VirtualListProps) {
  const { label, rowCount, rowHeight, renderRow, selected, onSelect, onActivate, onVisible, testId } = props
  const id = useId()
  const { box, map, contentTop, onScroll, showRow, scrollBy } = useVirtualScroll(rowCount, rowHeight)
  const { first, count, offsetPx } = listVisibleRows(contentTop, map)
  useEffect(() => onVisible?.(first, count), [onVisible, first, count])
  useLayoutEffect(() => {
    if (selected !== undefined && map.viewportHeight > 0) showRow(selected)
  }, [selected, showRow, map.viewportHeight])
  const onKeyDown = (event: KeyboardEvent) => {
    props.onKeyDown?.(event)
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor(map.viewportHeight / rowHeight) - 1)
    const moves: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rowCount,
      End: rowCount,
    }
    const move = moves[event.key]
    if (event.key === 'Enter' && selected !== undefined) onActivate?.(selected)
    if (move === undefined) return
    event.preventDefault()
    if (onSelect === undefined) return scrollBy(move * rowHeight)
    onSelect(Math.min(Math.max(0, (selected ?? -1) + move), rowCount - 1))
  }
  return (
    <div
      ref={box}
      className="virtual-list scrolls"
      role="listbox"
      aria-label={label}
      aria-activedescendant={selected === undefined ? undefined : `${id}-${selected}`}
      tabIndex={0}
      data-testid={testId}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: computeScrollHeight(map) }}>
        <div className="virtual-list-window" style={{ height: map.viewportHeight }}>
          <div style={{ transform: `translateY(${-offsetPx}px)` }}>
            {Array.from({ length: count }, (_, at) => first + at).map((row) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
              <div
                key={row}
                id={`${id}-${row}`}
                className="virtual-list-row"
                role="option"
                tabIndex={-1}
                aria-selected={row === selected}
                aria-setsize={rowCount}
                aria-posinset={row + 1}
                style={{ height: rowHeight }}
                onClick={onSelect === undefined ? undefined : () => onSelect(row)}
                onDoubleClick={onActivate === undefined ? undefined : () => onActivate(row)}
              >
                {renderRow(row)}
              </div>
            ))}
          </div>
        </div>
      </div>
    </div>
  )
}

/** After this long without scrolling the scrollbar moves to where it belongs. */
const settleMs = 150

function useVirtualScroll(rowCount: number, rowHeight: number) {
  const box = useRef<HTMLDivElement>(null)
  const position = useRef<ScrollState>({ scrollTop: 0, contentTop: 0 })
  const [viewportHeight, setViewportHeight] = useState(0)
  const [contentTop, setContentTop] = useState(0)
  const settling = useRef<ReturnType<typeof setTimeout>>(undefined)
  const mapRef = useRef<ScrollMap>({ rowCount, rowHeight, viewportHeight })
  const map: ScrollMap = { rowCount, rowHeight, viewportHeight }
  mapRef.current = map
  const settle = useCallback(() => {
    const element = box.current
    if (element === null) return
    const wanted = toScrollTop(position.current.contentTop, mapRef.current)
    if (Math.abs(element.scrollTop - wanted) > 1) element.scrollTop = wanted
    // Browsers round: what they made of it is what the next event is compared with.
    position.current = { ...position.current, scrollTop: element.scrollTop }
  }, [])
  const moveTo = useCallback(
    (top: number) => {
      position.current = { ...position.current, contentTop: top }
      setContentTop(top)
      settle()
    },
    [settle],
  )
  const onScroll = useCallback(() => {
    const element = box.current
    if (element === null) return
    position.current = followScroll(position.current, element.scrollTop, mapRef.current)
    setContentTop(position.current.contentTop)
    clearTimeout(settling.current)
    const isAtEnd = element.scrollTop <= 0 || element.scrollTop >= element.scrollHeight - element.clientHeight - 1
    if (isAtEnd) settle()
    else settling.current = setTimeout(settle, settleMs)
  }, [settle])
  const showRow = useCallback(
    (row: number) => {
      const top = revealRow(position.current.contentTop, row, mapRef.current)
      if (top !== position.current.contentTop) moveTo(top)
    },
    [moveTo],
  )
  const scrollBy = useCallback(
    (deltaPx: number) => {
      const { rowCount: rows, rowHeight: height, viewportHeight: viewport } = mapRef.current
      moveTo(Math.min(Math.max(0, position.current.contentTop + deltaPx), Math.max(0, rows * height - viewport)))
    },
    [moveTo],
  )
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => setViewportHeight(element.clientHeight))
    observer.observe(element)
    return () => {
      observer.disconnect()
      clearTimeout(settling.current)
    }
  }, [])
  return { box, map, contentTop, onScroll, showRow, scrollBy }
}

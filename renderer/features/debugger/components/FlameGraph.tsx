import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatAmount } from '../../../ui/format.ts'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import {
  type FlameBox,
  type FlameNode,
  findBox,
  findBoxOfStep,
  findNeighbour,
  layOutFlame,
  listVisibleBoxes,
  panFlame,
  wholeFlame,
  zoomFlame,
  zoomToBox,
} from '../model/flame.ts'
import { drawFlame, flameRowHeight } from './drawFlame.ts'

export interface FlameGraphProps {
  readonly nodes: readonly FlameNode[] | undefined
  readonly step: number
  readonly onGo: (step: number) => void
}

/** Where the gas went, call by call: wider is more. A click goes there, a double click zooms in, the wheel zooms at the pointer. */
export function FlameGraph({ nodes, step, onGo }: FlameGraphProps) {
  const boxes = useMemo(
    () => layOutFlame((nodes ?? []).map((node) => ({ ...node, label: cleanText(node.label, 96) }))),
    [nodes],
  )
  if (nodes === undefined) return <StateMessage>Adding up the gas…</StateMessage>
  if (boxes.length === 0) return <StateMessage>No code ran: there is no gas to show.</StateMessage>
  return <FlameCanvas boxes={boxes} step={step} onGo={onGo} />
}

function FlameCanvas({
  boxes,
  step,
  onGo,
}: {
  boxes: readonly FlameBox[]
  step: number
  onGo: (step: number) => void
}) {
  const { scroller, canvas, size, scrollTopPx, onScroll } = useCanvasSize()
  const [view, setView] = useState(wholeFlame)
  const [hovered, setHovered] = useState<FlameBox>()
  const themeKey = useThemeKey()
  const chosen = useMemo(() => findBoxOfStep(boxes, step), [boxes, step])
  const visible = useMemo(() => listVisibleBoxes(boxes, view, size.width), [boxes, view, size.width])
  const rows = useMemo(() => boxes.reduce((most, { row }) => Math.max(most, row + 1), 0), [boxes])
  useWheelZoom(scroller, setView)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || size.width === 0) return
    const ratio = window.devicePixelRatio
    context.canvas.width = size.width * ratio
    context.canvas.height = size.height * ratio
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    drawFlame(context, {
      boxes: visible,
      view,
      widthPx: size.width,
      heightPx: size.height,
      scrollTopPx,
      colours: readColours(themeKey),
      chosen,
      hovered,
    })
  }, [canvas, visible, view, size, scrollTopPx, chosen, hovered, themeKey])
  const boxAt = (event: PointerEvent | React.MouseEvent) => {
    const bounds = event.currentTarget.getBoundingClientRect()
    const row = Math.floor((event.clientY - bounds.top + scrollTopPx) / flameRowHeight)
    return findBox(boxes, view, (event.clientX - bounds.left) / bounds.width, row)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = chosen === undefined ? undefined : findNeighbour(boxes, chosen, event.key)
    if (next !== undefined) onGo(next.node.firstStep)
    else if (event.key === 'Enter' && chosen !== undefined) setView(zoomToBox(chosen))
    else if (event.key === 'Escape') setView(wholeFlame)
    else if (event.key === '+' || event.key === '-') setView(zoomFlame(view, 0.5, event.key === '+' ? 0.5 : 2))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const described = hovered ?? chosen
  const total = boxes[0]?.node.gas ?? 0n
  return (
    <div className="flame">
      <div className="flame-scroll scrolls" ref={scroller} onScroll={onScroll}>
        <div style={{ height: rows * flameRowHeight }} className="flame-content">
          <canvas
            ref={canvas}
            className="flame-canvas"
            style={{ width: size.width, height: size.height }}
            tabIndex={0}
            role="img"
            aria-label="Flame graph of gas. Arrows move between calls, Enter zooms in, Escape shows all."
            data-testid="flame-graph"
            onPointerMove={(event) => setHovered(boxAt(event))}
            onPointerLeave={() => setHovered(undefined)}
            onClick={(event) => {
              const box = boxAt(event)
              if (box !== undefined) onGo(box.node.firstStep)
            }}
            onDoubleClick={(event) => {
              const box = boxAt(event)
              setView(box === undefined ? wholeFlame : zoomToBox(box))
            }}
            onKeyDown={onKeyDown}
          />
        </div>
      </div>
      <div className="flame-foot">
        <span aria-live="polite" className="flame-described">
          {described !== undefined && <Described box={described} total={total} />}
        </span>
        <Button size="small" variant="quiet" disabled={view === wholeFlame} onClick={() => setView(wholeFlame)}>
          Show all
        </Button>
      </div>
    </div>
  )
}

const Described = ({ box, total }: { box: FlameBox; total: bigint }) => {
  const { label, gas, selfGas } = box.node
  const share = total === 0n ? '' : ` (${formatAmount((gas * 1_000n) / total, 1, { fractionMin: 1 })} %)`
  return (
    <>
      <strong>{label}</strong> {formatAmount(gas, 0)} gas{share}, {formatAmount(selfGas, 0)} of its own
    </>
  )
}

/** The canvas covers what is in view of the box that scrolls. */
function useCanvasSize() {
  const scroller = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [scrollTopPx, setScrollTopPx] = useState(0)
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { scroller, canvas, size, scrollTopPx, onScroll: () => setScrollTopPx(scroller.current?.scrollTop ?? 0) }
}

/** The wheel zooms around the pointer, sideways or with Shift it pans. */
function useWheelZoom(
  scroller: React.RefObject<HTMLElement | null>,
  setView: (update: (view: typeof wholeFlame) => typeof wholeFlame) => void,
) {
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    // React listens passively, so that it can't keep the box from scrolling.
    const onWheel = (event: WheelEvent) => {
      const bounds = element.getBoundingClientRect()
      const sideways = event.shiftKey ? event.deltaY : event.deltaX
      event.preventDefault()
      if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY))
        setView((view) => panFlame(view, sideways / bounds.width))
      else setView((view) => zoomFlame(view, (event.clientX - bounds.left) / bounds.width, 1.0015 ** event.deltaY))
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [scroller, setView])
}

const readTheme = () => document.documentElement.dataset.theme ?? 'dark'

/** Changes with the window's theme. */
function useThemeKey(): string {
  const [theme, setTheme] = useState(readTheme)
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(readTheme()))
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => observer.disconnect()
  }, [])
  return theme
}

function readColours(theme: string) {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    text: token('--text'),
    focus: token('--focus'),
    font: token('--font'),
    isLight: theme === 'light',
  }
}

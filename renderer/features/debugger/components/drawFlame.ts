import type { FlameBox, FlameView } from '../model/flame.ts'

export const flameRowHeight = 18

/** The colours of the window's theme that the graph is drawn with. */
export interface FlameColours {
  readonly text: string
  readonly focus: string
  readonly font: string
  readonly isLight: boolean
}

export interface FlameDrawing {
  readonly boxes: readonly FlameBox[]
  readonly view: FlameView
  readonly widthPx: number
  readonly heightPx: number
  readonly scrollTopPx: number
  readonly colours: FlameColours
  readonly chosen: FlameBox | undefined
  readonly hovered: FlameBox | undefined
}

/** Draws the part of the graph that is in view. */
export function drawFlame(context: CanvasRenderingContext2D, drawing: FlameDrawing): void {
  const { boxes, view, widthPx, heightPx, scrollTopPx, colours, chosen, hovered } = drawing
  const scale = widthPx / (view.end - view.start)
  context.clearRect(0, 0, widthPx, heightPx)
  context.font = `11px ${colours.font}`
  context.textBaseline = 'middle'
  for (const box of boxes) {
    const top = box.row * flameRowHeight - scrollTopPx
    if (top > heightPx || top + flameRowHeight < 0) continue
    const left = Math.max(0, (box.start - view.start) * scale)
    const right = Math.min(widthPx, (box.end - view.start) * scale)
    const width = Math.max(0.5, right - left - (right - left > 3 ? 1 : 0))
    context.fillStyle = colourOf(box.node.label, colours.isLight, box === hovered)
    context.fillRect(left, top, width, flameRowHeight - 1)
    if (box === chosen) {
      context.strokeStyle = colours.focus
      context.lineWidth = 1.5
      context.strokeRect(left + 0.75, top + 0.75, Math.max(0, width - 1.5), flameRowHeight - 2.5)
    }
    if (width > 28) drawLabel(context, box.node.label, left, top, width, colours.text)
  }
}

function drawLabel(
  context: CanvasRenderingContext2D,
  label: string,
  left: number,
  top: number,
  width: number,
  colour: string,
): void {
  context.save()
  context.beginPath()
  context.rect(left, top, width - 3, flameRowHeight)
  context.clip()
  context.fillStyle = colour
  context.fillText(label, left + 5, top + flameRowHeight / 2)
  context.restore()
}

const hues = [212, 190, 168, 232, 262, 28, 44, 340] as const

/** One colour a contract, so that a hand-over from one to another is seen. */
function colourOf(label: string, isLight: boolean, isHovered: boolean): string {
  let hash = 0
  for (const letter of label.split('.')[0] ?? '') hash = (hash * 31 + letter.charCodeAt(0)) >>> 0
  const lightness = (isLight ? 82 : 27) + (isHovered ? (isLight ? -8 : 8) : 0)
  return `hsl(${hues[hash % hues.length] ?? 212} 42% ${lightness}%)`
}

import type { z } from 'zod'
import type { FlameNode as FlameNodeSchema } from '../../../../engine/api/debugger.ts'

export type FlameNode = z.infer<typeof FlameNodeSchema>

/** A node's place: shares of the whole from 0 to 1, left to right, and rows from the top. */
export interface FlameBox {
  readonly node: FlameNode
  readonly start: number
  readonly end: number
  readonly row: number
}

/** What is shown of the graph: a stretch of it from 0 to 1. */
export interface FlameView {
  readonly start: number
  readonly end: number
}

export const wholeFlame: FlameView = { start: 0, end: 1 }

/** The narrowest stretch to zoom to. */
const spanMin = 1e-6

/**
 * Places every node: as wide as its share of all gas, under its parent, children in the order they ran, the parent's own gas after
 * them. Parents come before children in `nodes`.
 */
export function layOutFlame(nodes: readonly FlameNode[]): FlameBox[] {
  const roots = nodes.filter(({ parent }) => parent === undefined)
  const total = Number(roots.reduce((sum, { gas }) => sum + gas, 0n))
  if (total === 0) return []
  const boxes = new Map<number, FlameBox>()
  const ends = new Map<number | undefined, number>()
  for (const node of nodes) {
    const parent = node.parent === undefined ? undefined : boxes.get(node.parent)
    if (node.parent !== undefined && parent === undefined) continue
    const start = ends.get(node.parent) ?? parent?.start ?? 0
    // Refunds and rounding may make children sum to more than their parent: they stay inside it.
    const end = Math.min(start + Number(node.gas) / total, parent?.end ?? 1)
    ends.set(node.parent, end)
    boxes.set(node.node, { node, start, end: Math.max(start, end), row: parent === undefined ? 0 : parent.row + 1 })
  }
  return [...boxes.values()]
}

/** The boxes wide enough to be seen in a view of `widthPx` pixels. */
export const listVisibleBoxes = (boxes: readonly FlameBox[], view: FlameView, widthPx: number): FlameBox[] => {
  const scale = widthPx / (view.end - view.start)
  return boxes.filter(({ start, end }) => end > view.start && start < view.end && (end - start) * scale >= 0.5)
}

/** The box at a point: `x` a share of the view's width from 0 to 1. */
export function findBox(boxes: readonly FlameBox[], view: FlameView, x: number, row: number): FlameBox | undefined {
  const at = view.start + x * (view.end - view.start)
  return boxes.find((box) => box.row === row && box.start <= at && at < box.end)
}

/** The view after zooming by `factor` (below 1: closer) around the point `x` (0 to 1) of it. */
export function zoomFlame(view: FlameView, x: number, factor: number): FlameView {
  const span = Math.min(1, Math.max(spanMin, (view.end - view.start) * factor))
  const centre = view.start + x * (view.end - view.start)
  return clampView(centre - x * span, span)
}

/** The view moved sideways by a share of itself. */
export const panFlame = (view: FlameView, share: number): FlameView => {
  const span = view.end - view.start
  return clampView(view.start + share * span, span)
}

/** The view that a box fills. */
export const zoomToBox = ({ start, end }: FlameBox): FlameView => clampView(start, Math.max(end - start, spanMin))

const clampView = (start: number, span: number): FlameView => {
  const from = Math.min(Math.max(0, start), 1 - span)
  return { start: from, end: from + span }
}

/** The neighbour of a box for an arrow key: its caller, what it called first, what ran before or after it in the same frame. */
export function findNeighbour(boxes: readonly FlameBox[], from: FlameBox, key: string): FlameBox | undefined {
  const siblings = boxes.filter(({ node }) => node.parent === from.node.parent)
  const at = siblings.findIndex((box) => box.node.node === from.node.node)
  if (key === 'ArrowUp') return boxes.find(({ node }) => node.node === from.node.parent)
  if (key === 'ArrowDown') return boxes.find(({ node }) => node.parent === from.node.node)
  if (key === 'ArrowLeft') return siblings[at - 1]
  return key === 'ArrowRight' ? siblings[at + 1] : undefined
}

/** The box that a step belongs to: the last that began at it or before; where two begin at once, the inner one. */
export function findBoxOfStep(boxes: readonly FlameBox[], step: number): FlameBox | undefined {
  let found: FlameBox | undefined
  for (const box of boxes) {
    if (box.node.firstStep > step) continue
    const isLater = found === undefined || box.node.firstStep > found.node.firstStep
    if (isLater || (box.node.firstStep === found?.node.firstStep && box.row > found.row)) found = box
  }
  return found
}

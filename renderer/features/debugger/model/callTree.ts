import type { z } from 'zod'
import type { TraceFrame as TraceFrameSchema } from '../../../../engine/api/debugger.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { shortenHex } from '../../../ui/format.ts'

export type TraceFrame = z.infer<typeof TraceFrameSchema>

/** A frame as a row of the tree. */
export interface CallRow {
  readonly frame: TraceFrame
  readonly hasChildren: boolean
  readonly isCollapsed: boolean
}

/** The rows to show: every frame but those inside a collapsed one. Frames come in the order they began. */
export function listCallRows(frames: readonly TraceFrame[], collapsed: ReadonlySet<number>): CallRow[] {
  const parents = new Set(frames.map(({ parent }) => parent))
  const hidden = new Set<number>()
  return frames.flatMap((frame) => {
    const isHidden = frame.parent !== undefined && (hidden.has(frame.parent) || collapsed.has(frame.parent))
    if (isHidden) hidden.add(frame.frame)
    const row = { frame, hasChildren: parents.has(frame.frame), isCollapsed: collapsed.has(frame.frame) }
    return isHidden ? [] : [row]
  })
}

/** The innermost frame that a step is in. */
export function findFrameOfStep(frames: readonly TraceFrame[], step: number): TraceFrame | undefined {
  let found: TraceFrame | undefined
  for (const frame of frames) {
    if (frame.firstStep > step) break
    if (step < frame.endStep) found = frame
  }
  return found
}

/** Where a step stands in a list of rows: its frame's row, or that of the nearest ancestor that is shown. */
export function findCallRow(rows: readonly CallRow[], frames: readonly TraceFrame[], frame: number): number {
  for (let at: number | undefined = frame; at !== undefined; at = frames[at]?.parent) {
    const row = rows.findIndex((candidate) => candidate.frame.frame === at)
    if (row >= 0) return row
  }
  return -1
}

/** `Token.transfer`, `Token (creation)`, or the address and the selector where nothing is known. */
export function describeFrame({ type, contract, call, to, input }: TraceFrame): string {
  const place = contract ?? call?.contract ?? (to === undefined ? 'no code' : shortenHex(to))
  if (type.startsWith('CREATE')) return `new ${cleanText(place)}`
  const name = call === undefined ? (input.length >= 10 ? input.slice(0, 10) : '') : call.signature.split('(')[0]
  return cleanText(name === '' || name === undefined ? place : `${place}.${name}`, 96)
}

import type { ArtifactFinder, ContractArtifact } from '../../compiler/ContractArtifact.ts'
import type { RecordedFrame, RecordedTrace } from '../record/RecordedTrace.ts'
import { frameOf } from '../record/reconstructStep.ts'
import {
  createMappedCode,
  createSourceList,
  JUMPS,
  type LineId,
  type MappedCode,
  type SourceList,
} from '../source/createMappedCode.ts'

/** A recorded trace with the sources of what was compiled here. */
export type TraceView = {
  readonly trace: RecordedTrace
  readonly sources: SourceList
  /** All that was compiled here and ran. */
  readonly artifacts: readonly ContractArtifact[]
  mappedOf(frame: RecordedFrame): MappedCode | undefined
  /** The source line of a step; 0: none. */
  lineOf(step: number): LineId
  /** Whether a reader who goes line by line stops at a step. */
  isStop(step: number): boolean
  /** How many internal functions of its frame a step is inside of, by the source map's jumps. */
  functionDepthOf(step: number): number
}

const JUMP = 0x56

/** Ties a trace to the sources of its code. */
export const createTraceView = (trace: RecordedTrace, finder: ArtifactFinder): TraceView => {
  const sources = createSourceList()
  const mapped = trace.frames.map(createMapper(finder, sources))
  const codeOf = (step: number): MappedCode | undefined => mapped[trace.frame.get(step)]
  let depths: Uint16Array | undefined
  return {
    trace,
    sources,
    artifacts: [...new Set(mapped.flatMap((code) => (code === undefined ? [] : [code.artifact])))],
    mappedOf: (frame) => mapped[frame.index],
    lineOf: (step) => codeOf(step)?.lineAt(trace.pc.get(step)) ?? 0,
    isStop: (step) => codeOf(step)?.isStop(trace.pc.get(step)) ?? false,
    functionDepthOf: (step) => {
      depths ??= measureDepths(trace, codeOf)
      return depths[step] ?? 0
    },
  }
}

/** Finds each piece of code once, whatever the number of frames that it runs in. */
const createMapper = (finder: ArtifactFinder, sources: SourceList) => {
  const known = {
    creation: new Map<Uint8Array, MappedCode | undefined>(),
    deployed: new Map<Uint8Array, MappedCode | undefined>(),
  }
  return ({ code, start }: RecordedFrame): MappedCode | undefined => {
    if (code === undefined) return undefined
    const kind = start.type.startsWith('CREATE') ? 'creation' : 'deployed'
    if (known[kind].has(code)) return known[kind].get(code)
    const artifact = kind === 'creation' ? finder.findByCreationCode(code) : finder.findByCode(code)
    const mapped =
      artifact === undefined ? undefined : createMappedCode(artifact, code, artifact[kind].sourceMap, sources)
    known[kind].set(code, mapped)
    return mapped
  }
}

const measureDepths = (trace: RecordedTrace, codeOf: (step: number) => MappedCode | undefined): Uint16Array => {
  const depths = new Uint16Array(trace.steps)
  const now = new Uint16Array(trace.frames.length)
  for (let step = 0; step < trace.steps; step++) {
    const { index } = frameOf(trace, step)
    const depth = now[index] ?? 0
    depths[step] = depth
    if (trace.opcode.get(step) !== JUMP) continue
    const jump = codeOf(step)?.jumpAt(trace.pc.get(step))
    // Optimized code may return more often than it calls.
    if (jump === JUMPS.into) now[index] = depth + 1
    else if (jump === JUMPS.out && depth > 0) now[index] = depth - 1
  }
  return depths
}

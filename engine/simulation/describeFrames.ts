import type { SimulatedFrame } from '../api/simulation.ts'
import type { ContractArtifact } from '../compiler/ContractArtifact.ts'
import { decodeCall } from '../compiler/decode/decodeCall.ts'
import { decodeOutputs } from '../compiler/decode/decodeOutputs.ts'
import { decodeRevert } from '../compiler/decode/decodeRevert.ts'
import { describeFrameError } from '../evm/trace/describeFrameError.ts'
import type { ContractBook } from './ContractBook.ts'
import type { RecordedFrame } from './createRecorder.ts'
import { toShownAddress, toShownBytes } from './toShown.ts'

const MAX_SHOWN_BYTES = 4_096
const EMPTY_BYTES = new Uint8Array()

/** The call tree, decoded. Errors pass through callers, so all contracts of the tree explain them. */
export const describeFrames = (
  frames: readonly RecordedFrame[],
  book: ContractBook,
  artifacts: readonly ContractArtifact[],
): SimulatedFrame[] => frames.map((frame) => describeFrame(frame, book, artifacts))

const describeFrame = (
  { frame, parent, start, end }: RecordedFrame,
  book: ContractBook,
  artifacts: readonly ContractArtifact[],
): SimulatedFrame => {
  const { to, input } = start
  const output = end?.output ?? EMPTY_BYTES
  const error = end?.error
  const shownTo = to ?? (error === undefined ? end?.createdAddress : undefined)
  const artifact = to === undefined ? book.findByCreationCode(input) : book.findArtifact(to)
  const abis = to === undefined ? [] : book.abisOf(to)
  return {
    frame,
    parent,
    depth: start.depth,
    type: start.type,
    from: toShownAddress(start.from),
    to: shownTo === undefined ? undefined : toShownAddress(shownTo),
    contract: artifact?.name,
    call: decodeCall(abis, input),
    outputs: error === undefined && output.length > 0 ? decodeOutputs(abis, input, output) : undefined,
    input: toShownBytes(input, MAX_SHOWN_BYTES),
    output: toShownBytes(to === undefined && error === undefined ? EMPTY_BYTES : output, MAX_SHOWN_BYTES),
    valueWei: start.value ?? 0n,
    gas: start.gas,
    gasUsed: end?.gasUsed ?? 0n,
    error: error === undefined ? undefined : describeFrameError(error),
    revert: error === 'revert' ? decodeRevert([...abis, ...artifacts], output) : undefined,
  }
}

/** What is known of the contracts that ran. */
export const listArtifacts = (frames: readonly RecordedFrame[], book: ContractBook): ContractArtifact[] => {
  const found = new Set<ContractArtifact>()
  for (const { start } of frames) {
    const artifact = start.to === undefined ? book.findByCreationCode(start.input) : book.findArtifact(start.to)
    if (artifact !== undefined) found.add(artifact)
  }
  return [...found]
}

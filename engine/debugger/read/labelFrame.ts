import { getAddress } from 'viem'
import { decodeCall } from '../../compiler/decode/decodeCall.ts'
import { toHex } from '../../evm/trace/traceBytes.ts'
import type { RecordedFrame } from '../record/RecordedTrace.ts'
import type { TraceView } from './createTraceView.ts'

/** Whose code ran in a frame; of a creation the new contract, `undefined` when it failed. */
export const addressOf = ({ start, end }: RecordedFrame): `0x${string}` | undefined => {
  const address = start.to ?? (end?.error === undefined ? end?.createdAddress : undefined)
  return address === undefined ? undefined : getAddress(toHex(address))
}

/** What a frame is called: `Token.transfer`, `new Token`, or its address. */
export const labelFrame = (view: TraceView, frame: RecordedFrame): string => {
  const artifact = view.mappedOf(frame)?.artifact
  const isCreation = frame.start.type.startsWith('CREATE')
  if (artifact === undefined) return addressOf(frame) ?? frame.start.type
  if (isCreation) return `new ${artifact.name}`
  const signature = decodeCall([artifact], frame.start.input)?.signature
  return signature === undefined ? artifact.name : `${artifact.name}.${signature.slice(0, signature.indexOf('('))}`
}

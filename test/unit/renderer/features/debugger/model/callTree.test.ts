import { expect, test } from 'vitest'
import {
  describeFrame,
  findCallRow,
  findFrameOfStep,
  listCallRows,
  type TraceFrame,
} from '../../../../../../renderer/features/debugger/model/callTree.ts'

const frame = (index: number, part: Partial<TraceFrame> = {}): TraceFrame => ({
  frame: index,
  type: 'CALL',
  depth: 0,
  from: `0x${'1'.repeat(40)}`,
  to: `0x${'2'.repeat(40)}`,
  input: '0x',
  output: '0x',
  valueWei: 0n,
  gas: 100n,
  gasUsed: 50n,
  firstStep: 0,
  endStep: 100,
  ...part,
})

/** 0 calls 1 (steps 10 to 40), which calls 2 (20 to 30) and then a precompile 3, which has no step. */
const frames = [
  frame(0),
  frame(1, { parent: 0, depth: 1, firstStep: 10, endStep: 40 }),
  frame(2, { parent: 1, depth: 2, firstStep: 20, endStep: 30 }),
  frame(3, { parent: 1, depth: 2, firstStep: 35, endStep: 35 }),
]

test('a step is in the innermost frame around it, and in the caller after a return', () => {
  expect(findFrameOfStep(frames, 5)?.frame).toBe(0)
  expect(findFrameOfStep(frames, 29)?.frame).toBe(2)
  expect(findFrameOfStep(frames, 30)?.frame).toBe(1)
  expect(findFrameOfStep(frames, 35)?.frame).toBe(1)
  expect(findFrameOfStep(frames, 99)?.frame).toBe(0)
  expect(findFrameOfStep(frames, 100)).toBeUndefined()
})

test('a collapsed frame hides everything within, however deep', () => {
  expect(listCallRows(frames, new Set([0])).map((row) => row.frame.frame)).toEqual([0])
  expect(listCallRows(frames, new Set([1])).map((row) => row.frame.frame)).toEqual([0, 1])
  expect(listCallRows(frames, new Set()).map((row) => row.hasChildren)).toEqual([true, true, false, false])
})

test('a hidden frame is shown at its nearest ancestor that is there', () => {
  const rows = listCallRows(frames, new Set([1]))
  expect(findCallRow(rows, frames, 2)).toBe(1)
  expect(findCallRow(listCallRows(frames, new Set()), frames, 2)).toBe(2)
})

test('frames are called by what is known of them', () => {
  const call = { signature: 'transfer(address,uint256)', args: [] }
  expect(describeFrame(frame(0, { contract: 'Token', call }))).toBe('Token.transfer')
  expect(describeFrame(frame(0, { input: '0xa9059cbb00' }))).toBe('0x2222…2222.0xa9059cbb')
  expect(describeFrame(frame(0))).toBe('0x2222…2222')
  expect(describeFrame(frame(0, { type: 'CREATE2', contract: 'Vault' }))).toBe('new Vault')
  expect(describeFrame(frame(0, { type: 'CREATE', to: undefined }))).toBe('new no code')
})

test('a name that comes from a chain can’t hide text in the tree', () => {
  expect(describeFrame(frame(0, { contract: 'To\u202Eken' }))).toBe('Token')
})

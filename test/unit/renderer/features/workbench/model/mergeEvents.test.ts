import { expect, test } from 'vitest'
import { type ContractEvent, mergeEvents } from '../../../../../../renderer/features/workbench/model/mergeEvents.ts'

const event = (blockNumber: number, logIndex: number, part: Partial<ContractEvent> = {}): ContractEvent => ({
  address: `0x${'1'.repeat(40)}`,
  topics: [],
  data: '0x',
  blockNumber,
  transactionHash: `0x${'a'.repeat(64)}`,
  logIndex,
  isRemoved: false,
  ...part,
})
const places = (events: readonly ContractEvent[]) => events.map(({ blockNumber, logIndex }) => [blockNumber, logIndex])

test('events stand newest first, each once', () => {
  const known = mergeEvents(undefined, [event(1, 0), event(1, 1)])
  expect(places(mergeEvents(known, [event(1, 1), event(2, 0)]))).toEqual([
    [2, 0],
    [1, 1],
    [1, 0],
  ])
})

test('an event that a rollback removes is marked where it stands', () => {
  const known = mergeEvents(undefined, [event(1, 0), event(2, 0)])
  const after = mergeEvents(known, [event(2, 0, { isRemoved: true })])
  expect(after.map(({ isRemoved }) => isRemoved)).toEqual([true, false])
})

test('the list stops growing', () => {
  const many = Array.from({ length: 1_500 }, (_, at) => event(at, 0))
  expect(mergeEvents(undefined, many)).toHaveLength(1_000)
})

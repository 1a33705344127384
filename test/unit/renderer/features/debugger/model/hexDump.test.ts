import { expect, test } from 'vitest'
import {
  countDumpRows,
  formatOffset,
  listChangedBytes,
  readDumpRow,
} from '../../../../../../renderer/features/debugger/model/hexDump.ts'

const hex = `0x${'00'.repeat(16)}48692001ff`

test('a row has its offset, its bytes and what of them is printable', () => {
  expect(countDumpRows(hex)).toBe(2)
  expect(readDumpRow(hex, 1)).toEqual({ offset: 16, bytes: ['48', '69', '20', '01', 'ff'], ascii: 'Hi ··' })
  expect(formatOffset(16)).toBe('0010')
})

test('nothing has no rows', () => {
  expect(countDumpRows('0x')).toBe(0)
  expect(readDumpRow('0x', 0).bytes).toEqual([])
})

test('bytes that are new or others are changed; without a row before nothing is', () => {
  const before = readDumpRow('0x4869', 0)
  const after = readDumpRow('0x486a00', 0)
  expect([...listChangedBytes(after, before)]).toEqual([1, 2])
  expect([...listChangedBytes(after, undefined)]).toEqual([])
})

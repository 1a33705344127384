import { expect, test } from 'vitest'
import { parseStorageQuery } from '../../../../../../renderer/features/explorer/model/storageQuery.ts'

test('tells slots from variables', () => {
  expect(parseStorageQuery(' 7 ')).toEqual({ first: `0x${'0'.repeat(63)}7` })
  expect(parseStorageQuery('0xFF')).toEqual({ first: `0x${'0'.repeat(62)}ff` })
  expect(parseStorageQuery('balances[0x12]')).toEqual({ variable: 'balances[0x12]' })
  expect(parseStorageQuery('')).toEqual({})
})

test('leaves a number that no slot has to be refused', () => {
  expect(parseStorageQuery('9'.repeat(78))).toEqual({ variable: '9'.repeat(78) })
})

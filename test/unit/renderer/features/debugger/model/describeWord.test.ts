import { expect, test } from 'vitest'
import { describeWord, trimWord } from '../../../../../../renderer/features/debugger/model/describeWord.ts'

const word = (digits: string) => `0x${digits.padStart(64, '0')}`

test('reads small numbers, zero and small negative numbers', () => {
  expect(describeWord(word('0'))).toBe('0')
  expect(describeWord(word('f4240'))).toBe('1,000,000')
  expect(describeWord(`0x${'f'.repeat(64)}`)).toBe('−1')
})

test('reads short strings as Solidity keeps them', () => {
  expect(describeWord(`0x${Buffer.from('Treasury').toString('hex').padEnd(64, '0')}`)).toBe('“Treasury”')
})

test('reads a short string with its length, as storage has it, and only if the length fits', () => {
  const stored = Buffer.from('Desk Dollar').toString('hex').padEnd(62, '0')
  expect(describeWord(`0x${stored}16`)).toBe('“Desk Dollar”')
  expect(describeWord(`0x${stored}14`)).toBeUndefined()
})

test('tells what looks like an address, and nothing of a hash', () => {
  expect(describeWord(word('d8da6bf26964af9d7eed9e03e53415d37aa96045'))).toBe('address')
  expect(describeWord(`0x${'9c'.repeat(32)}`)).toBeUndefined()
})

test('a trimmed word keeps one digit', () => {
  expect(trimWord(word('0'))).toBe('0x0')
  expect(trimWord(word('1f'))).toBe('0x1f')
})

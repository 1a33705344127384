import { expect, test } from 'vitest'
import { listConstants } from '../../../../engine/compiler/layout/listConstants.ts'

const word = (byte: number): number[] => Array.from({ length: 32 }, () => byte)
const PUSH2 = 0x61
const PUSH32 = 0x7f
const zero = new Uint8Array(32)

test('lists zero and each word that the code pushes, once', () => {
  const code = Uint8Array.of(PUSH2, PUSH32, 1, PUSH32, ...word(0xaa), PUSH32, ...word(0xbb), PUSH32, ...word(0xaa))
  expect(listConstants(code)).toEqual([zero, Uint8Array.from(word(0xaa)), Uint8Array.from(word(0xbb))])
})

test('reads code that ends within a word, or is nothing but words', () => {
  expect(listConstants(Uint8Array.of(PUSH32, 1, 2, 3))).toEqual([zero])
  expect(listConstants(new Uint8Array())).toEqual([zero])
  const many = Array.from({ length: 500 }, (_, index) => [PUSH32, ...word(0).slice(2), index >> 8, index & 255]).flat()
  expect(listConstants(Uint8Array.from(many))).toHaveLength(128)
})

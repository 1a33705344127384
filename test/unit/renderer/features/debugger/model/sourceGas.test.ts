import { expect, test } from 'vitest'
import {
  collectLineGas,
  formatLineNumber,
  measureGasWidth,
} from '../../../../../../renderer/features/debugger/model/sourceGas.ts'

const lines = [
  { path: 'A.sol', line: 3, gas: 12_345n, steps: 10 },
  { path: 'B.sol', line: 3, gas: 9_999_999n, steps: 1 },
]

test('gas stands in columns before the numbers of the lines of its own file', () => {
  const gas = collectLineGas(lines, 'A.sol')
  const width = measureGasWidth(gas)
  const [with_, without] = [formatLineNumber(3, gas, width), formatLineNumber(4, gas, width)]
  expect(with_.replaceAll('\u00a0', ' ')).toBe('12,345     3')
  expect(without.replaceAll('\u00a0', ' ')).toBe('           4')
})

import { encodeAbiParameters } from 'viem'
import { describe, expect, test } from 'vitest'
import type { AbiParameter } from '../../../engine/api/workbench.ts'
import { parseArguments } from '../../../engine/workbench/parseArguments.ts'

const alice = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const parse = (type: string, value: unknown, components?: readonly AbiParameter[]) =>
  parseArguments([{ name: 'it', type, components }], [value])[0]
const placeOf = (task: () => unknown): unknown => {
  try {
    task()
  } catch (error) {
    return error instanceof Error && 'facts' in error ? (error.facts as { parameter: unknown }).parameter : error
  }
  return 'no error'
}
const order: readonly AbiParameter[] = [
  { name: 'maker', type: 'address' },
  { name: '__proto__', type: 'uint8[2]' },
]

describe('accepts', () => {
  test.each([
    ['uint256', '0', 0n],
    ['uint256', String(2n ** 256n - 1n), 2n ** 256n - 1n],
    ['uint8', '0xff', 255n],
    ['uint8', 255, 255n],
    ['int8', '-128', -128n],
    ['bool', false, false],
    ['address', alice, alice],
    ['address', alice.toLowerCase(), alice],
    ['bytes', '0x', '0x'],
    ['bytes4', '0xa9059cbb', '0xa9059cbb'],
    ['string', 'ü€😀', 'ü€😀'],
    ['uint8[]', [], []],
    ['uint8[2][]', [['1', '2']], [[1n, 2n]]],
  ])('%s: %j', (type, value, parsed) => {
    expect(parse(type, value)).toEqual(parsed)
  })

  test('tuples as arrays, whatever their members are called', () => {
    const values = [[alice, ['1', '2']]]
    const parameters: readonly AbiParameter[] = [{ name: 'orders', type: 'tuple[]', components: order }]
    const parsed = parseArguments(parameters, [values])
    expect(parsed).toEqual([[[alice, [1n, 2n]]]])
    const encoded = encodeAbiParameters(parameters, parsed)
    expect(encoded).toContain(alice.slice(2).toLowerCase())
    expect(encoded.endsWith(`${'1'.padStart(64, '0')}${'2'.padStart(64, '0')}`)).toBe(true)
  })
})

describe('refuses', () => {
  test.each([
    ['uint8', '256'],
    ['uint8', '-1'],
    ['int8', '128'],
    ['int8', '-129'],
    ['uint256', String(2n ** 256n)],
    ['uint256', '1e18'],
    ['uint256', ''],
    ['uint256', ' 1'],
    ['uint256', 1.5],
    ['uint256', 2 ** 53],
    ['uint256', null],
    ['uint256', '9'.repeat(100_000)],
    ['bool', 'true'],
    ['bool', 1],
    ['address', '0x70997970c51812dc3A010C7d01b50e0d17dc79C8'],
    ['address', alice.slice(0, -1)],
    ['bytes', '0xa'],
    ['bytes', 'ab'],
    ['bytes4', '0xa9059c'],
    ['string', 1],
    ['uint8[2]', ['1']],
    ['uint8[]', { length: 1 }],
    ['function', '0x'],
  ])('%s: %j', (type, value) => {
    expect(placeOf(() => parse(type, value))).toBe('it')
  })

  test('and names the place within arrays and tuples', () => {
    const orders = (value: unknown) => () => parse('tuple[]', value, order)
    expect(
      placeOf(
        orders([
          [alice, ['1', '2']],
          [alice, ['1', '256']],
        ]),
      ),
    ).toBe('it[1].__proto__[1]')
    expect(placeOf(orders([['no', ['1', '2']]]))).toBe('it[0].maker')
    expect(placeOf(() => parseArguments([{ name: '', type: 'bool' }], [0]))).toBe('argument 1')
    expect(placeOf(() => parseArguments([], [1]))).toBe('')
  })

  test('more values than any call needs', () => {
    expect(placeOf(() => parse('uint8[]', Array(10_001).fill(1)))).toBe('it[9999]')
  })
})

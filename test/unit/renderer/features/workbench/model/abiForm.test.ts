import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AbiParameter } from '../../../../../../engine/api/workbench.ts'
import {
  changeDraft,
  type Draft,
  elementOf,
  emptyDraft,
  kindOf,
  rangeOf,
  readArguments,
} from '../../../../../../renderer/features/workbench/model/abiForm.ts'

const parameter = (type: string, components?: readonly AbiParameter[]): AbiParameter => ({
  name: 'x',
  type,
  components,
})
const read = (type: string, draft: Draft) => readArguments([parameter(type)], [draft])
const readValue = (type: string, draft: Draft) => read(type, draft).args?.[0]
const problemOf = (type: string, draft: Draft) => read(type, draft).problems.get('0')?.message

const checksummed = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'

describe('integers', () => {
  test('are read as people type them', () => {
    expect(readValue('uint256', '1_000')).toBe('1000')
    expect(readValue('uint256', '1.5 ether')).toBe('1500000000000000000')
    expect(readValue('uint256', '0xff')).toBe('255')
    expect(readValue('int8', '-128')).toBe('-128')
  })
  test('outside of the type are refused with its bounds', () => {
    expect(problemOf('uint8', '256')).toBe('At most 255.')
    expect(problemOf('uint8', '-1')).toBe('Must not be negative.')
    expect(problemOf('int8', '-129')).toBe('At least -128.')
    expect(problemOf('uint256', `1${'0'.repeat(77)}0`)).toBe('A whole number: 1000, 0xff, 1e18 or 1.5 ether.')
    expect(problemOf('uint256', '2e77')).toBe('At most 2^256−1.')
    expect(problemOf('int256', '6e76')).toBe('At most 2^255−1.')
  })
  test('that are none are refused', () => {
    for (const text of ['abc', '1.5', '0x', '1e-3', '--1', '1 2'])
      expect(problemOf('uint256', text)).toMatch(/whole number/)
  })
  test('any value of any width is read exactly, and the values next to its bounds are refused', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.integer({ min: 1, max: 32 }), fc.bigInt(), (isSigned, bytes, seed) => {
        const type = `${isSigned ? '' : 'u'}int${bytes * 8}`
        const { min, max } = rangeOf(type)
        const size = max - min + 1n
        const value = min + (((seed % size) + size) % size)
        expect(readValue(type, value.toString())).toBe(value.toString())
        expect(problemOf(type, (max + 1n).toString())).toBeDefined()
        expect(problemOf(type, (min - 1n).toString())).toBeDefined()
      }),
    )
  })
})

describe('addresses', () => {
  test('need 20 bytes and, with capitals, a right checksum', () => {
    expect(readValue('address', ` ${checksummed} `)).toBe(checksummed)
    expect(readValue('address', checksummed.toLowerCase())).toBe(checksummed.toLowerCase())
    expect(problemOf('address', checksummed.replace('d8dA', 'D8dA'))).toMatch(/checksum/)
    expect(problemOf('address', '0x1234')).toBe('0x and 40 hexadecimal digits.')
  })
})

describe('bytes', () => {
  test('of a fixed size need all of them', () => {
    expect(readValue('bytes4', '0xA9059CBB')).toBe('0xa9059cbb')
    expect(problemOf('bytes4', '0xa905')).toBe('4 bytes; these are 2.')
    expect(problemOf('bytes32', '0xabc')).toMatch(/pairs/)
  })
  test('of any size may be none', () => {
    expect(readValue('bytes', '')).toBe('0x')
    expect(problemOf('bytes', 'hello')).toMatch(/pairs/)
  })
})

test('text is taken as it is, spaces and emptiness included', () => {
  expect(readValue('string', ' hi ')).toBe(' hi ')
  expect(readValue('string', '')).toBe('')
})

test('a truth value is false until it is set', () => {
  expect(emptyDraft(parameter('bool'))).toBe('false')
  expect(readValue('bool', 'true')).toBe(true)
})

test('what was not filled in is missing, which is not a mistake yet', () => {
  expect(read('uint256', ' ').problems.get('0')).toEqual({ message: 'Required.', isMissing: true })
  expect(read('uint256', 'x').problems.get('0')?.isMissing).toBe(false)
  expect(read('uint256', '').args).toBeUndefined()
})

describe('arrays and tuples', () => {
  const order = parameter('tuple[2][]', [
    { name: 'to', type: 'address' },
    { name: 'amounts', type: 'uint8[]' },
  ])
  test('are taken apart from the outside', () => {
    expect(kindOf(order)).toBe('array')
    expect(elementOf(order).type).toBe('tuple[2]')
    expect(kindOf(elementOf(elementOf(order)))).toBe('tuple')
    expect(emptyDraft(order)).toEqual([])
    expect(emptyDraft(elementOf(order))).toEqual([
      ['', []],
      ['', []],
    ])
  })
  test('are read member by member, and a mistake is told at its path', () => {
    const right = [[checksummed, ['1', '2']] as const, [checksummed, []] as const]
    expect(readArguments([order], [[right]]).args).toEqual([[right]])
    const wrong = [[checksummed, ['1', '256']] as const, ['', []] as const]
    const { problems } = readArguments([order], [[wrong]])
    expect([...problems].map(([path, { message }]) => [path, message])).toEqual([
      ['0.0.0.1.1', 'At most 255.'],
      ['0.0.1.0', 'Required.'],
    ])
  })
  test('a change reaches the member it is meant for and no other', () => {
    const draft: Draft = [['a', ['b', 'c']], 'd']
    expect(changeDraft(draft, [0, 1, 1], 'x')).toEqual([['a', ['b', 'x']], 'd'])
    expect(changeDraft(draft, [1], ['y'])).toEqual([['a', ['b', 'c']], ['y']])
  })
})

test('an empty form of any ABI is read without a failure, and complains of nothing but what is missing', () => {
  const anyParameter: fc.Arbitrary<AbiParameter> = fc.letrec<{ parameter: AbiParameter }>((tie) => ({
    parameter: fc.oneof(
      { maxDepth: 3 },
      fc
        .constantFrom('uint256', 'int8', 'address', 'bool', 'string', 'bytes', 'bytes7', 'uint8[]', 'address[3]')
        .map((type) => parameter(type)),
      fc
        .tuple(fc.constantFrom('tuple', 'tuple[]', 'tuple[2]'), fc.array(tie('parameter'), { maxLength: 3 }))
        .map(([type, components]) => parameter(type, components)),
    ),
  })).parameter
  fc.assert(
    fc.property(fc.array(anyParameter, { maxLength: 4 }), (parameters) => {
      const { problems } = readArguments(parameters, parameters.map(emptyDraft))
      expect([...problems.values()].every(({ isMissing }) => isMissing)).toBe(true)
    }),
  )
})

import { expect, test } from 'vitest'
import { describeValues } from '../../../../../../renderer/features/workbench/model/describeValues.ts'

const to = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'

test('values stand on one line with their names, members of arrays in brackets', () => {
  const values = [
    { name: 'to', type: 'address', value: to },
    { name: '', type: 'uint256', value: '1000000' },
    { name: 'flags', type: 'bool[]', value: [{ name: '', type: 'bool', value: true }] },
    { name: 'note', type: 'string', value: 'paid\u202E' },
  ]
  expect(describeValues(values)).toBe('to 0xd8dA…6045, 1,000,000, flags [true], note “paid”')
  expect(describeValues(values, true)).toContain(to)
})

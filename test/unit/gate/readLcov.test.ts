import { expect, test } from 'vitest'
import { percentOf, readLcov, sumOf } from '../../gate/readLcov.ts'

const report = `TN:
SF:contracts/treasury/TreasuryToken.sol
DA:10,5
FN:10,TreasuryToken.issue
FNDA:5,TreasuryToken.issue
DA:11,5
DA:12,0
BRDA:11,0,0,3
BRDA:11,0,1,-
BRDA:12,1,0,0
FNF:1
FNH:1
LF:3
LH:2
BRF:3
BRH:1
end_of_record
TN:
SF:contracts/libraries/Rlp.sol
DA:7,1
LF:1
LH:1
BRF:0
BRH:0
end_of_record
`

test('counts lines and branches of each file', () => {
  expect(readLcov(report)).toEqual([
    {
      path: 'contracts/treasury/TreasuryToken.sol',
      lines: { hit: 2, found: 3 },
      branches: { hit: 1, found: 3 },
      missedLines: [11, 12],
    },
    {
      path: 'contracts/libraries/Rlp.sol',
      lines: { hit: 1, found: 1 },
      branches: { hit: 0, found: 0 },
      missedLines: [],
    },
  ])
})

test('sums files before it divides', () => {
  const total = sumOf(readLcov(report).map(({ lines }) => lines))
  expect(total).toEqual({ hit: 3, found: 4 })
  expect(percentOf(total)).toBe(75)
})

test('takes a file without branches for complete', () => {
  expect(percentOf({ hit: 0, found: 0 })).toBe(100)
})

test('finds no file in an empty report', () => {
  expect(readLcov('')).toEqual([])
})

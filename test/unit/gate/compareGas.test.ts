import { expect, test } from 'vitest'
import { compareGas } from '../../gate/compareGas.ts'

const committed = { ours: { settle: 170_000, transfer: 60_000 }, trex: { transfer: 200_000 } }

test('takes figures within a thousandth for the same', () => {
  expect(compareGas(committed, committed)).toEqual([])
  expect(compareGas(committed, { ...committed, ours: { settle: 170_170, transfer: 59_940 } })).toEqual([])
})

test('finds what became dearer or cheaper', () => {
  expect(compareGas(committed, { ...committed, ours: { settle: 170_171, transfer: 59_939 } })).toEqual([
    'ours, settle: 170171 gas, where 170000 are committed (+0.10 %)',
    'ours, transfer: 59939 gas, where 60000 are committed (-0.10 %)',
  ])
})

test('finds what is new, and what is no longer measured', () => {
  expect(compareGas(committed, { ours: { settle: 170_000, transfer: 60_000, issue: 70_000 } })).toEqual([
    'ours, issue: 70000 gas, and not committed',
    'trex, transfer: committed with 200000 gas, and not measured',
  ])
})

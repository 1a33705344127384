import { expect, test } from 'vitest'
import {
  chooseNearestStep,
  listBreakpoints,
  noBreakpoints,
  parseBreakpoints,
  toggleBreakpoint,
} from '../../../../../../renderer/features/debugger/model/breakpoints.ts'

test('a second toggle takes a breakpoint away', () => {
  const one = toggleBreakpoint(noBreakpoints, 'src/A.sol', 12)
  expect(listBreakpoints(one)).toEqual(['src/A.sol:12'])
  expect(toggleBreakpoint(one, 'src/A.sol', 12)).toEqual(noBreakpoints)
})

test('toggling leaves the breakpoints it began with as they were', () => {
  const one = toggleBreakpoint(noBreakpoints, 'src/A.sol', 12)
  toggleBreakpoint(one, 'src/A.sol', 13)
  expect(listBreakpoints(one)).toEqual(['src/A.sol:12'])
})

test('what was written is read again; lines by number', () => {
  const entries = ['src/A.sol:2', 'src/A.sol:10', 'lib/B:C.sol:3']
  expect(listBreakpoints(parseBreakpoints([...entries].reverse())).sort()).toEqual([...entries].sort())
  expect(listBreakpoints(parseBreakpoints(entries))).toEqual(entries)
})

test('foreign text in storage is left out, and nothing is toggled by standing twice', () => {
  expect(
    listBreakpoints(parseBreakpoints(['', 'x', 'a.sol:0', 'a.sol:-1', 'a.sol:1e9', 'a.sol:4', 'a.sol:4'])),
  ).toEqual(['a.sol:4'])
})

test('of several breakpoints the first on the way stops', () => {
  expect(chooseNearestStep([40, undefined, 20], 'forward')).toBe(20)
  expect(chooseNearestStep([40, undefined, 20], 'backward')).toBe(40)
  expect(chooseNearestStep([undefined], 'forward')).toBeUndefined()
  expect(chooseNearestStep([], 'forward')).toBeUndefined()
})

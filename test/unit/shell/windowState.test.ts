import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readWindowState, writeWindowState } from '../../../main/shell/window/windowState.ts'

const directory = mkdtempSync(join(tmpdir(), 'window-'))
afterAll(() => rmSync(directory, { recursive: true }))
const state = { bounds: { x: -5, y: 10, width: 1_200, height: 800 }, isMaximized: true, isFullScreen: false }

test('reads what it wrote', () => {
  const path = join(directory, 'window.json')
  writeWindowState(path, state)
  expect(readWindowState(path)).toEqual(state)
})

test('has no state on the first day', () => {
  expect(readWindowState(join(directory, 'missing.json'))).toBeUndefined()
})

test.each([
  ['truncated', '{"bounds":{"x":1'],
  ['nonsense', '"hello"'],
  ['a size of nothing', JSON.stringify({ ...state, bounds: { ...state.bounds, width: 0 } })],
  ['an endless size', JSON.stringify({ ...state, bounds: { ...state.bounds, width: 1e308 } })],
  ['text for numbers', JSON.stringify({ ...state, bounds: { ...state.bounds, x: '1' } })],
])('forgets a state that is %s', (_, text) => {
  const path = join(directory, 'bad.json')
  writeFileSync(path, text)
  expect(readWindowState(path)).toBeUndefined()
})

test('does not fail where nothing can be written', () => {
  expect(() => writeWindowState(join(directory, 'missing', 'window.json'), state)).not.toThrow()
})

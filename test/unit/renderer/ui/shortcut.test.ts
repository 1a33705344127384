import { expect, test } from 'vitest'
import { formatShortcut, isFunctionKey, matchesShortcut } from '../../../../renderer/ui/shortcut.ts'

const press = (key: string, part: object = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...part,
})

test('takes Ctrl for the command key, and ⌘ on Apple', () => {
  expect(matchesShortcut(press('k', { ctrlKey: true }), 'mod+k', 'Linux x86_64')).toBe(true)
  expect(matchesShortcut(press('k', { metaKey: true }), 'mod+k', 'MacIntel')).toBe(true)
  expect(matchesShortcut(press('k', { ctrlKey: true }), 'mod+k', 'MacIntel')).toBe(false)
})

test('leaves a plain key alone while Ctrl, ⌘ or Alt is held', () => {
  for (const held of ['ctrlKey', 'metaKey', 'altKey'])
    expect(matchesShortcut(press('b', { [held]: true }), 'b', 'Linux')).toBe(false)
})

test('takes ? with or without Shift, as keyboards differ', () => {
  expect(matchesShortcut(press('?', { shiftKey: true }), '?', 'Linux')).toBe(true)
  expect(matchesShortcut(press('?'), '?', 'Linux')).toBe(true)
})

test('prints shortcuts as the platform does', () => {
  expect(formatShortcut('mod+k', 'Linux')).toBe('Ctrl K')
  expect(formatShortcut('mod+k', 'MacIntel')).toBe('⌘ K')
  expect(formatShortcut('alt+1', 'Win32')).toBe('Alt 1')
})

test('tells a function key from the same one with Shift', () => {
  expect(matchesShortcut(press('F10'), 'F10', 'Linux')).toBe(true)
  expect(matchesShortcut(press('F10', { shiftKey: true }), 'F10', 'Linux')).toBe(false)
  expect(matchesShortcut(press('F10', { shiftKey: true }), 'shift+F10', 'Linux')).toBe(true)
})

test('knows keys that type nothing', () => {
  for (const key of ['F1', 'F12', 'f24']) expect(isFunctionKey(key)).toBe(true)
  for (const key of ['f', 'F', 'Fn', '1']) expect(isFunctionKey(key)).toBe(false)
})

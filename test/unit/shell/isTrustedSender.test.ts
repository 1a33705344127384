import { expect, test } from 'vitest'
import { isTrustedSender } from '../../../main/shell/security/isTrustedSender.ts'

const frame = { origin: 'app://quantera', url: 'app://quantera/index.html', isMainFrame: true, contentsId: 1 }

test('trusts the main frame of our window that shows our page', () => {
  expect(isTrustedSender(frame, 1)).toBe(true)
})

test.each([
  ['a frame that is gone', undefined, 1],
  ['another window', frame, 2],
  ['a window that is closed', frame, undefined],
  ['a frame within the page', { ...frame, isMainFrame: false }, 1],
  ['another origin', { ...frame, origin: 'https://evil.example', url: 'https://evil.example/' }, 1],
  ['a similar origin', { ...frame, origin: 'app://quantera.evil', url: 'app://quantera.evil/' }, 1],
  ['a sandboxed frame of our address', { ...frame, origin: 'null' }, 1],
  ['a blank page that inherits our origin', { ...frame, url: 'about:blank' }, 1],
])('does not trust %s', (_, sender, contentsId) => {
  expect(isTrustedSender(sender, contentsId)).toBe(false)
})

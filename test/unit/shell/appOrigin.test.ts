import { expect, test } from 'vitest'
import { contentSecurityPolicy } from '../../../main/contentSecurityPolicy.ts'
import { isAppPage } from '../../../main/shell/security/appOrigin.ts'
import { isPermissionAllowed } from '../../../main/shell/security/isPermissionAllowed.ts'

test('lets the page reload, with any fragment', () => {
  for (const url of ['app://quantera/', 'app://quantera/index.html', 'app://quantera/index.html#/trading']) {
    expect(isAppPage(url)).toBe(true)
  }
})

test.each([
  'https://quantera/index.html',
  'app://quantera/assets/logo.svg',
  'app://quantera/?x=1',
  'app://other/',
  'app://quantera:80/',
  'app://user@evil/',
  'file:///index.html',
  'javascript:alert(1)',
  'data:text/html,x',
  'about:blank',
  '',
])('lets it navigate to %s never', (url) => {
  expect(isAppPage(url)).toBe(false)
})

test('allows copying to our page and no permission else to anyone', () => {
  expect(isPermissionAllowed('clipboard-sanitized-write', 'app://quantera/')).toBe(true)
  expect(isPermissionAllowed('clipboard-sanitized-write', 'https://evil.example')).toBe(false)
  for (const permission of ['clipboard-read', 'geolocation', 'media', 'notifications', 'hid', 'usb', 'something-new']) {
    expect(isPermissionAllowed(permission, 'app://quantera/')).toBe(false)
  }
})

test('has a policy without eval, inline scripts or other origins', () => {
  expect(contentSecurityPolicy).toMatch(/^default-src 'none'; script-src 'self';/)
  expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|https?:|\*|script-src[^;]*unsafe/)
})

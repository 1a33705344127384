import { relative, sep } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveAppPath } from '../../../main/shell/security/resolveAppPath.ts'

const root = '/opt/terminal/out/renderer'

test.each([
  ['app://quantera/', `${root}/index.html`, 'text/html; charset=utf-8'],
  ['app://quantera/index.html#/trading', `${root}/index.html`, 'text/html; charset=utf-8'],
  ['app://quantera/assets/main-1a2b.js', `${root}/assets/main-1a2b.js`, 'text/javascript; charset=utf-8'],
  ['app://quantera/assets/editor.worker.js?x=1', `${root}/assets/editor.worker.js`, 'text/javascript; charset=utf-8'],
  ['app://quantera/a/b/%C3%A9.css', `${root}/a/b/é.css`, 'text/css; charset=utf-8'],
  ['app://quantera/codicon.ttf', `${root}/codicon.ttf`, 'font/ttf'],
])('serves %s', (url, path, contentType) => {
  expect(resolveAppPath(url, root)).toEqual({ path, contentType })
})

test('normalises plain dots within the folder, as a browser does', () => {
  expect(resolveAppPath('app://quantera/../../../etc/index.html', root)?.path).toBe(`${root}/etc/index.html`)
})

test.each([
  'app://quantera/..%2f..%2fpackage.json',
  'app://quantera/%2e%2e/%2e%2e%2fpackage.json',
  'app://quantera/..%5c..%5cpackage.json',
  'app://quantera/assets%2f..%2f..%2fmain%2fshell.js',
  'app://quantera/index.html%00.js',
  'app://quantera/%E0%A4%A.js',
  'app://quantera/assets/',
  'app://quantera/assets',
  'app://quantera/main.js.map',
  'app://quantera/.env',
  'app://other/index.html',
  'app://quantera.evil/index.html',
  'file:///etc/passwd.html',
  'https://quantera/index.html',
  'nonsense',
])('refuses %s', (url) => {
  expect(resolveAppPath(url, root)).toBeUndefined()
})

test('never leaves the folder, whatever the path', () => {
  const piece = fc.oneof(
    fc.constantFrom('..', '.', '%2e%2e', '%2E.', '%2f', '/', '\\', '%5c', '%00', 'a', '//', '%252e', 'C:', '~', 'x.js'),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const file = resolveAppPath(`app://quantera/${pieces.join('')}.js`, root)
      if (!file) return
      const inside = relative(root, file.path)
      expect(inside.split(sep)).not.toContain('..')
      expect(file.path.startsWith(`${root}/`)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

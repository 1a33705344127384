import { expect, test } from 'vitest'
import { findRoute } from '../../../../main/host/doors/findRoute.ts'

test.each([
  ['/', { door: 'files', path: '/' }],
  ['/?a=/api/', { door: 'files', path: '/' }],
  ['/api', { door: 'rest' }],
  ['/api/ws', { door: 'socket' }],
  ['/api/ws?x', { door: 'socket' }],
  ['/api/wss', { door: 'rest' }],
  ['/apis', { door: 'files', path: '/apis' }],
  ['/rpc', { door: 'rpc', key: undefined }],
  ['/rpc/ab', { door: 'rpc', key: 'ab' }],
  ['/open/ab', { door: 'open', code: 'ab' }],
  ['/openapi.json', { door: 'openapi' }],
  ['/reference', { door: 'reference' }],
  ['//evil/api/x', { door: 'nowhere' }],
  ['http://evil/', { door: 'nowhere' }],
  ['*', { door: 'nowhere' }],
  ['', { door: 'nowhere' }],
])('leads %s to its door', (target, route) => {
  expect(findRoute(target)).toEqual(route)
})

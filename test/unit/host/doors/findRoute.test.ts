import { expect, test } from 'vitest'
import { findRoute } from '../../../../main/host/doors/findRoute.ts'

const key = '0f'.repeat(32)

test.each([
  ['/', { door: 'files', path: '/' }],
  ['/?a=/api/', { door: 'files', path: '/' }],
  ['/api', { door: 'rest' }],
  ['/api/ws', { door: 'socket' }],
  ['/api/ws?x', { door: 'socket' }],
  ['/api/wss', { door: 'rest' }],
  ['/apis', { door: 'files', path: '/apis' }],
  ['/rpc', { door: 'rpc', network: undefined, key: undefined }],
  [`/rpc/${key}`, { door: 'rpc', network: undefined, key }],
  ['/rpc/my-fork', { door: 'rpc', network: 'my-fork', key: undefined }],
  [`/rpc/my-fork/${key}`, { door: 'rpc', network: 'my-fork', key }],
  [`/rpc/my-fork/${key}/x`, { door: 'nowhere' }],
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

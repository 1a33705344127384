import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isDevelopmentMethod } from '../../../engine/rpc/createRpcServer.ts'
import type { RpcSession } from '../../../engine/rpc/RpcContext.ts'
import { alice, bob, openTestChain, type TestChain } from '../chain/openTestChain.ts'

let chain: TestChain
let session: RpcSession
beforeAll(async () => {
  chain = await openTestChain()
  session = chain.server.openSession({})
})
afterAll(() => chain.close())

const handle = async (message: unknown): Promise<unknown> => {
  const text = typeof message === 'string' ? message : JSON.stringify(message)
  const response = await chain.server.handle(text, session)
  return response === undefined ? undefined : JSON.parse(response)
}
const failure = (code: number, id: unknown = null) => ({ jsonrpc: '2.0', id, error: expect.objectContaining({ code }) })

test('answers a request under its id', async () => {
  expect(await handle({ jsonrpc: '2.0', id: 'a', method: 'eth_chainId' })).toEqual({
    jsonrpc: '2.0',
    id: 'a',
    result: '0xb28c9',
  })
})

test('answers each request of a batch, and none of its notifications', async () => {
  const batch = [
    { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] },
    { jsonrpc: '2.0', method: 'eth_chainId', params: [] },
    { jsonrpc: '2.0', id: 2, method: 'net_version', params: [] },
    7,
  ]
  expect(await handle(batch)).toEqual([
    { jsonrpc: '2.0', id: 1, result: '0xb28c9' },
    { jsonrpc: '2.0', id: 2, result: '731337' },
    failure(-32600),
  ])
})

test('says nothing to a notification', async () => {
  expect(await handle({ jsonrpc: '2.0', method: 'eth_chainId' })).toBeUndefined()
  expect(await handle([{ jsonrpc: '2.0', method: 'eth_nothing' }])).toBeUndefined()
})

test.each([
  ['text that is no JSON', '{"jsonrpc":', failure(-32700)],
  ['an empty text', '', failure(-32700)],
  ['a number', 5, failure(-32600)],
  ['null', null, failure(-32600)],
  ['an empty batch', [], failure(-32600)],
  [
    'a batch that is too large',
    new Array(1_001).fill({ jsonrpc: '2.0', id: 1, method: 'eth_chainId' }),
    failure(-32600),
  ],
  ['a request without version', { id: 1, method: 'eth_chainId' }, failure(-32600)],
  ['a method that is no text', { jsonrpc: '2.0', id: 1, method: 7 }, failure(-32600)],
  ['an id that is an object', { jsonrpc: '2.0', id: {}, method: 'eth_chainId' }, failure(-32600)],
  ['an unknown method', { jsonrpc: '2.0', id: 1, method: 'eth_nothing' }, failure(-32601, 1)],
  ['a method of wallets', { jsonrpc: '2.0', id: 1, method: 'wallet_getPermissions' }, failure(4200, 1)],
  ['a name every object has', { jsonrpc: '2.0', id: 1, method: 'constructor' }, failure(-32601, 1)],
  ['missing parameters', { jsonrpc: '2.0', id: 1, method: 'eth_getBalance' }, failure(-32602, 1)],
  ['parameters that are no list', { jsonrpc: '2.0', id: 1, method: 'eth_getBalance', params: 'x' }, failure(-32602, 1)],
  [
    'a short address',
    { jsonrpc: '2.0', id: 1, method: 'eth_getBalance', params: ['0x12', 'latest'] },
    failure(-32602, 1),
  ],
  [
    'an unknown tag',
    { jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params: ['newest', false] },
    failure(-32602, 1),
  ],
  [
    'too many parameters',
    { jsonrpc: '2.0', id: 1, method: 'eth_getBlockByHash', params: [1, 2, 3, 4] },
    failure(-32602, 1),
  ],
  [
    'a block that does not exist',
    { jsonrpc: '2.0', id: 1, method: 'eth_getBalance', params: [bob.address, '0xffff'] },
    failure(-32000, 1),
  ],
  [
    'a block number beyond all',
    { jsonrpc: '2.0', id: 1, method: 'eth_getBalance', params: [bob.address, `0x${'f'.repeat(64)}`] },
    failure(-32000, 1),
  ],
])('refuses %s with the standard code', async (_name, message, expected) => {
  expect(await handle(message)).toEqual(expected)
})

test('answers whatever it is sent without an internal error', async () => {
  const methods = [
    'eth_call',
    'eth_estimateGas',
    'eth_getLogs',
    'eth_getBlockByNumber',
    'eth_feeHistory',
    'eth_sendRawTransaction',
    'eth_getProof',
    'eth_newFilter',
    'eth_getStorageAt',
    'eth_subscribe',
    'eth_getFilterChanges',
  ]
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      'latest',
      'pending',
      'earliest',
      '0x',
      '0x0',
      '0x1',
      bob.address,
      alice.address,
      `0x${'f'.repeat(64)}`,
    ),
    fc.record(
      {
        to: fc.constantFrom(bob.address, null),
        from: fc.constant(alice.address),
        gas: fc.constantFrom('0x0', '0x5208', '0xffffffffffff'),
        value: fc.constantFrom('0x0', '0x1', `0x${'f'.repeat(64)}`),
        data: fc.constantFrom('0x', '0xfe', '0x60', '0x5b600056'),
      },
      { requiredKeys: [] },
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...methods), fc.array(value, { maxLength: 4 }), async (method, params) => {
      const response = await handle({ jsonrpc: '2.0', id: 1, method, params })
      expect(response).toMatchObject({ jsonrpc: '2.0', id: 1 })
      expect(response).not.toMatchObject({ error: { code: -32603 } })
    }),
    { numRuns: 400 },
  )
  expect(chain.errors).toEqual([])
})

test('closes the development methods to sessions without privilege', async () => {
  for (const method of [
    'evm_mine',
    'evm_snapshot',
    'evm_revert',
    'hardhat_setBalance',
    'anvil_rollback',
    'quantera_simulate',
  ]) {
    expect(isDevelopmentMethod(method)).toBe(true)
    expect(await handle({ jsonrpc: '2.0', id: 1, method, params: [] })).toEqual(failure(4100, 1))
  }
  expect(isDevelopmentMethod('eth_call')).toBe(false)
})

import type { Random } from '../anvil/createRandom.ts'

const address = '0x7e5f4552091a69125d5dfcb7b8c2659029395bdf'
const word = `0x${'ab'.repeat(32)}`
const call = {
  from: address,
  to: '0x0000000000000000000000000000000000000004',
  data: '0x1234',
  value: '0x1',
  gas: '0xfffff',
}
const filter = { fromBlock: '0x0', toBlock: 'latest', address: [address], topics: [word, null, [word]] }
const overrides = { [address]: { balance: '0x1', nonce: '0x2', code: '0x00', stateDiff: { '0x1': word } } }

/** A well-formed request of every public method with parameters worth mutilating. */
const seeds: readonly (readonly [string, readonly unknown[]])[] = [
  ['eth_call', [call, 'latest', overrides, { number: '0x10', time: '0x6', baseFeePerGas: '0x0' }]],
  [
    'eth_call',
    [{ ...call, accessList: [{ address, storageKeys: [word] }], maxFeePerGas: '0x1' }, { blockNumber: '0x0' }],
  ],
  [
    'eth_call',
    [{ ...call, authorizationList: [{ chainId: '0x0', address, nonce: '0x0', yParity: '0x0', r: '0x1', s: '0x1' }] }],
  ],
  ['eth_estimateGas', [call, 'pending', overrides]],
  ['eth_createAccessList', [call, 'latest']],
  [
    'eth_simulateV1',
    [
      { blockStateCalls: [{ calls: [call], stateOverrides: overrides, blockOverrides: { time: '0xffffffff' } }] },
      'latest',
    ],
  ],
  ['eth_getBalance', [address, 'latest']],
  ['eth_getCode', [address, { blockHash: word }]],
  ['eth_getTransactionCount', [address, 'pending']],
  ['eth_getStorageAt', [address, '0x1', 'earliest']],
  ['eth_getProof', [address, ['0x1', word], 'latest']],
  ['eth_getBlockByNumber', ['0x0', true]],
  ['eth_getBlockByHash', [word, false]],
  ['eth_getBlockReceipts', ['latest']],
  ['eth_getTransactionByHash', [word]],
  ['eth_getTransactionByBlockNumberAndIndex', ['0x0', '0x0']],
  ['eth_getTransactionReceipt', [word]],
  ['eth_getLogs', [filter]],
  ['eth_newFilter', [filter]],
  ['eth_getFilterChanges', ['0x1']],
  ['eth_uninstallFilter', ['0x1']],
  ['eth_subscribe', ['logs', filter]],
  ['eth_unsubscribe', ['0x1']],
  ['eth_feeHistory', ['0x4', 'latest', [10, 50.5]]],
  ['eth_sendRawTransaction', [`0x02${'f8'.repeat(90)}`]],
  ['eth_sendTransaction', [call]],
  ['eth_signTypedData_v4', [address, { types: {}, domain: {}, primaryType: 'A', message: {} }]],
  ['debug_getRawBlock', ['latest']],
  ['debug_getRawTransaction', [word]],
  ['txpool_contentFrom', [address]],
  ['web3_sha3', ['0x12']],
  ['wallet_switchEthereumChain', [{ chainId: '0x1' }]],
  ['evm_mine', [{ blocks: 5 }]],
]

const nonsense = (random: Random): unknown =>
  random.pick<() => unknown>([
    () => null,
    () => random.chance(0.5),
    () => -1,
    () => 1.5,
    () => 2 ** 53,
    () => Number.MAX_VALUE,
    () => '',
    () => '0x',
    () => '0xg',
    () => '0x0',
    () => `0x${'f'.repeat(random.below(200))}`,
    () => 'latest',
    () => '\u0000\ud800\u202e',
    () => 'x'.repeat(random.below(5_000)),
    () => [],
    () => ({}),
    () => JSON.parse('{"__proto__":{"polluted":true},"constructor":1}'),
    () => Array.from({ length: random.below(300) }, () => '0x1'),
    () => nest(random.below(200)),
  ])()

const nest = (depth: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { value }
  return value
}

/** Changes something somewhere in a JSON value. */
const mutate = (random: Random, value: unknown): unknown => {
  const isContainer = typeof value === 'object' && value !== null
  if (!isContainer || random.chance(0.25)) return nonsense(random)
  const entries = Object.entries(value)
  if (entries.length === 0) return nonsense(random)
  const index = random.below(entries.length)
  const [key, item] = entries[index] ?? ['', undefined]
  const action = random.below(5)
  if (action === 0) entries.splice(index, 1)
  else if (action === 1) entries.push([`${key}x`, nonsense(random)])
  else entries[index] = [key, mutate(random, item)]
  return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries)
}

const mangleText = (random: Random, text: string): string => {
  const at = random.below(text.length)
  return random.pick<() => string>([
    () => text.slice(0, at),
    () => text.slice(0, at) + String.fromCharCode(random.below(0x3000)) + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1 + random.below(9)),
    () => '['.repeat(1 + random.below(3_000)),
    () => `${text}${text}`,
    () => '[]',
    () => '',
  ])()
}

/** The text of a request that is wrong somewhere: in its parameters mostly, else in its envelope or as JSON. */
export const malformedRequest = (random: Random, id: number): string => {
  const [method, params] = random.pick(seeds as [(typeof seeds)[number]])
  const request = { jsonrpc: '2.0', id, method, params }
  const kind = random.next()
  if (kind < 0.8) {
    const times = 1 + random.below(3)
    let changed: unknown = params
    for (let change = 0; change < times; change++) changed = mutate(random, changed)
    return JSON.stringify({ ...request, params: changed })
  }
  if (kind < 0.9) return JSON.stringify(mutate(random, random.chance(0.3) ? [request, request] : request))
  return mangleText(random, JSON.stringify(request))
}

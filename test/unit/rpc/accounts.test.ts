import fc from 'fast-check'
import {
  createWalletClient,
  custom,
  type Hex,
  hashTypedData,
  parseTransaction,
  recoverAddress,
  recoverMessageAddress,
  recoverTransactionAddress,
  recoverTypedDataAddress,
  type TransactionSerialized,
  toBlobs,
} from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  alice,
  bob,
  carol,
  dave,
  ONE_ETHER,
  openTestChain,
  type TestChain,
  toPrivateKey,
} from '../chain/openTestChain.ts'

let chain: TestChain
beforeEach(async () => {
  chain = await openTestChain({ unlockedKeys: [toPrivateKey(1), toPrivateKey(2)] })
})
afterEach(async () => {
  await chain.close()
  expect(chain.errors).toEqual([])
})

const send = (request: Record<string, unknown>) =>
  chain.rpc('eth_sendTransaction', { from: alice.address, ...request }) as Promise<Hex>
const sent = async (request: Record<string, unknown>) =>
  chain.client.getTransaction({ hash: await send({ to: bob.address, ...request }) })

const typedData = {
  domain: { name: 'Desk', version: '1', chainId: 731_337 },
  types: {
    Note: [
      { name: 'text', type: 'string' },
      { name: 'amount', type: 'uint256' },
    ],
  },
  primaryType: 'Note',
  message: { text: 'hello', amount: '340282366920938463463374607431768211455' },
} as const

test('lists the unlocked accounts', async () => {
  expect(await chain.rpc('eth_accounts')).toEqual([alice, bob].map(({ address }) => address.toLowerCase()))
})

test('fills in what a transaction leaves open', async () => {
  const transaction = await sent({ value: '0x7' })
  expect(transaction).toMatchObject({ type: 'eip1559', nonce: 0, gas: 21_000n, value: 7n, chainId: 731_337 })
  const { status, from } = await chain.client.getTransactionReceipt({ hash: transaction.hash })
  expect([status, from]).toEqual(['success', alice.address.toLowerCase()])
})

test('sends every type of transaction', async () => {
  const accessList = [{ address: bob.address, storageKeys: [] }]
  const authorization = await bob.signAuthorization({ address: carol.address, chainId: 731_337, nonce: 0 })
  const authorizationList = [
    {
      chainId: '0xb28c9',
      address: carol.address,
      nonce: '0x0',
      yParity: `0x${authorization.yParity}`,
      r: authorization.r,
      s: authorization.s,
    },
  ]
  const types = []
  for (const request of [
    { gasPrice: '0x77359400' },
    { type: '0x0' },
    { gasPrice: '0x77359400', accessList },
    { accessList },
    { maxFeePerGas: '0x77359400' },
    { authorizationList },
  ]) {
    types.push((await sent(request)).typeHex)
  }
  expect(types).toEqual(['0x0', '0x0', '0x1', '0x2', '0x2', '0x4'])
  expect(await chain.client.getCode({ address: bob.address })).toBe(`0xef0100${carol.address.slice(2).toLowerCase()}`)
})

test('computes what proves the blobs of a transaction', async () => {
  const transaction = await sent({ blobs: toBlobs({ data: '0x1234' }) })
  expect(transaction).toMatchObject({ typeHex: '0x3', blobVersionedHashes: [expect.stringMatching(/^0x01/)] })
})

test('deploys a contract', async () => {
  const hash = await send({ data: '0x6001600c60003960016000f300' })
  const { contractAddress, status } = await chain.client.getTransactionReceipt({ hash })
  expect(status).toBe('success')
  expect(await chain.client.getCode({ address: contractAddress as Hex })).toBe('0x00')
})

test('gives transactions that are sent at once one nonce each, and one block', async () => {
  await chain.rpc('evm_setAutomine', false)
  const hashes = await Promise.all([1, 2, 3, 4, 5].map((value) => send({ to: bob.address, value: `0x${value}` })))
  await chain.rpc('evm_mine')
  const receipts = await Promise.all(hashes.map((hash) => chain.client.getTransactionReceipt({ hash })))
  expect(receipts.map(({ blockNumber, transactionIndex }) => [blockNumber, transactionIndex])).toEqual(
    [0, 1, 2, 3, 4].map((index) => [1n, index]),
  )
})

test('goes on after a transaction that fails', async () => {
  await expect(send({ to: bob.address, value: `0x${(2_000n * ONE_ETHER).toString(16)}` })).rejects.toMatchObject({
    code: -32000,
  })
  expect((await sent({})).nonce).toBe(0)
})

test('signs a transaction without sending it', async () => {
  const signed = (await chain.rpc('eth_signTransaction', {
    from: alice.address,
    to: bob.address,
    nonce: '0x5',
  })) as TransactionSerialized
  expect(parseTransaction(signed)).toMatchObject({ nonce: 5, gas: 21_000n })
  expect(await recoverTransactionAddress({ serializedTransaction: signed })).toBe(alice.address)
  expect(await chain.rpc('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' })
})

test('signs messages as EIP-191 has them', async () => {
  for (const message of ['0x68656c6c6f', 'hello'] as const) {
    const signature = (await chain.rpc('personal_sign', message, bob.address)) as Hex
    expect(await recoverMessageAddress({ message: 'hello', signature })).toBe(bob.address)
  }
  const signature = (await chain.rpc('eth_sign', bob.address, '0x68656c6c6f')) as Hex
  expect(await recoverMessageAddress({ message: 'hello', signature })).toBe(bob.address)
})

test('signs typed data, as an object or as text', async () => {
  for (const data of [typedData, JSON.stringify(typedData)]) {
    const signature = (await chain.rpc('eth_signTypedData_v4', alice.address, data)) as Hex
    expect(await recoverTypedDataAddress({ ...typedData, signature } as never)).toBe(alice.address)
    expect(await recoverAddress({ hash: hashTypedData(typedData as never), signature })).toBe(alice.address)
  }
})

test("serves viem's wallet client with accounts of the node", async () => {
  const wallet = createWalletClient({
    account: alice.address,
    chain: chain.viemChain,
    transport: custom(chain.provider),
  })
  expect(await wallet.getAddresses()).toEqual([alice.address, bob.address])
  const hash = await wallet.sendTransaction({ to: bob.address, value: 1n })
  expect((await chain.client.getTransactionReceipt({ hash })).status).toBe('success')
  const signature = await wallet.signMessage({ message: 'hello' })
  expect(await recoverMessageAddress({ message: 'hello', signature })).toBe(alice.address)
  expect(await wallet.signTypedData(typedData as never)).toMatch(/^0x[0-9a-f]{130}$/)
})

test.each<[string, string, unknown[], number]>([
  ['a sender without a key', 'eth_sendTransaction', [{ from: dave.address, to: bob.address }], 4100],
  ['no sender', 'eth_sendTransaction', [{ to: bob.address }], -32602],
  ['another chain', 'eth_sendTransaction', [{ from: alice.address, to: bob.address, chainId: '0x1' }], -32602],
  ['an unknown type', 'eth_sendTransaction', [{ from: alice.address, to: bob.address, type: '0x5' }], -32602],
  ['a deployment of nothing', 'eth_sendTransaction', [{ from: alice.address }], -32602],
  [
    'a price and a cap',
    'eth_sendTransaction',
    [{ from: alice.address, to: bob.address, gasPrice: '0x1', maxFeePerGas: '0x1' }],
    -32602,
  ],
  [
    'a tip above the cap',
    'eth_sendTransaction',
    [{ from: alice.address, to: bob.address, maxPriorityFeePerGas: '0x2', maxFeePerGas: '0x1' }],
    -32000,
  ],
  [
    'no authorizations',
    'eth_sendTransaction',
    [{ from: alice.address, to: bob.address, authorizationList: [] }],
    -32602,
  ],
  ['a blob that is none', 'eth_sendTransaction', [{ from: alice.address, to: bob.address, blobs: ['0x00'] }], -32602],
  ['a used nonce', 'eth_sendTransaction', [{ from: carol.address, to: bob.address, nonce: '0x0' }], 4100],
  ['a message of a stranger', 'personal_sign', ['0x00', dave.address], 4100],
  ['a transaction of a stranger', 'eth_signTransaction', [{ from: dave.address, to: bob.address }], 4100],
  [
    'typed data for another chain',
    'eth_signTypedData_v4',
    [alice.address, { ...typedData, domain: { chainId: 1 } }],
    -32602,
  ],
  ['typed data of no type', 'eth_signTypedData_v4', [alice.address, { ...typedData, primaryType: 'Nothing' }], -32602],
  [
    'typed data that does not fit its types',
    'eth_signTypedData_v4',
    [alice.address, { ...typedData, message: { text: 'a', amount: 'many' } }],
    -32602,
  ],
  ['typed data that is no JSON', 'eth_signTypedData_v4', [alice.address, '{'], -32602],
])('refuses %s', async (_name, method, params, code) => {
  await expect(chain.rpc(method, ...params)).rejects.toMatchObject({ code })
})

test('gives a session without privilege neither an account nor a signature', async () => {
  const session = chain.server.openSession({})
  const ask = (method: string, ...params: unknown[]) => chain.server.request(session, method, params)
  expect(await ask('eth_accounts')).toEqual([])
  for (const [method, ...params] of [
    ['eth_sendTransaction', { from: alice.address, to: bob.address }],
    ['eth_signTransaction', { from: alice.address, to: bob.address }],
    ['eth_sign', alice.address, '0x00'],
    ['personal_sign', '0x00', alice.address],
    ['eth_signTypedData_v4', alice.address, typedData],
  ] as const) {
    await expect(ask(method, ...params)).rejects.toMatchObject({ code: 4100 })
  }
  expect(await chain.client.getTransactionCount({ address: alice.address })).toBe(0)
})

test('signs any typed data that it takes as viem does, and never breaks on others', async () => {
  const type = fc.constantFrom(
    'string',
    'uint8',
    'bytes',
    'address',
    'bool',
    'int256',
    'Note',
    'Note[]',
    'uint256[2]',
    'x',
  )
  const field = fc.record({ name: fc.constantFrom('a', 'b', '', '__proto__', 'toString'), type })
  const value = fc.anything({ maxDepth: 2 }).map((item) => JSON.parse(JSON.stringify(item) ?? 'null') as unknown)
  await fc.assert(
    fc.asyncProperty(
      fc.array(field, { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b'), value),
      async (fields, message) => {
        const data = { domain: {}, types: { Note: fields }, primaryType: 'Note', message }
        const answer = await chain.rpc('eth_signTypedData_v4', alice.address, data).then(
          (signature) => recoverAddress({ hash: hashTypedData(data as never), signature: signature as Hex }),
          ({ code }) => code,
        )
        expect([alice.address, -32602]).toContain(answer)
      },
    ),
    { numRuns: 200 },
  )
})

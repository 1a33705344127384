import { encodeFunctionData, erc20Abi, maxUint256, pad, parseAbi, toHex } from 'viem'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type ConnectedDesk, createDeskClient } from '../../builders/createDeskClient.ts'
import { startAnvil } from '../../builders/startAnvil.ts'
import { type StartedHost, startHost } from '../../builders/startHost.ts'

let host: StartedHost
let connection: ConnectedDesk
let cash: `0x${string}`
let holder: `0x${string}`
beforeAll(async () => {
  host = await startHost()
  connection = await createDeskClient({ url: host.ws, token: host.token })
  const contracts = await connection.desk.system.listContracts()
  cash = contracts.find(({ name }) => name.startsWith('SettlementToken'))?.address ?? '0x'
  holder = (await connection.desk.signing.listAccounts({}))[0]?.address ?? '0x'
})
afterAll(async () => {
  connection?.close()
  await host?.dispose()
})

const recipient = pad('0xcafe', { size: 20 })
const transfer = (amount: bigint) => ({
  kind: 'call' as const,
  from: holder,
  to: cash,
  data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [recipient, amount] }),
})
const post = async (path: string, body: unknown) =>
  fetch(`${host.rest}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${host.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('tells over REST what a transfer of the settlement token does, by name, and does nothing', async () => {
  const approve = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [recipient, maxUint256] })
  const response = await post('/simulation', { items: [transfer(5n), { ...transfer(0n), data: approve }] })
  expect(response.status).toBe(200)
  const simulation = await response.json()
  expect(simulation).toMatchObject({ network: 'practice', isStale: expect.any(Boolean) })
  const [first, second] = simulation.items
  expect(first).toMatchObject({
    status: 'success',
    call: { contract: 'SettlementToken', signature: 'transfer(address,uint256)' },
    outputs: [{ value: true }],
    tokenChanges: [
      { symbol: 'pUSD', decimals: 6, change: '-5', isVerified: true },
      { symbol: 'pUSD', account: expect.stringMatching(/cafe$/i), before: '0', after: '5', isVerified: true },
    ],
  })
  const [storage] = first.storage
  expect(storage).toMatchObject({ account: cash, contract: 'SettlementToken' })
  const variables = storage.slots.flatMap((slot: { variables: unknown[] }) => slot.variables)
  expect(variables).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        label: expect.stringMatching(/^accounts\[0x0*cafe\]\.balance$/i),
        before: '0',
        after: '5',
      }),
    ]),
  )
  expect(second.warnings).toMatchObject([{ kind: 'unlimited-approval' }])
  const again = await connection.desk.simulation.simulate({ items: [transfer(5n)] })
  expect(again.items[0]?.tokenChanges[1]).toMatchObject({ before: 0n, after: 5n })
})

test('tells each item as soon as it is done', async () => {
  const events: string[] = []
  const stream = await connection.desk.simulation.streamSimulation({
    items: [transfer(1n), transfer(2n), transfer(3n)],
  })
  for await (const event of stream) events.push(event.kind === 'item' ? `${event.done}/${event.total}` : event.kind)
  expect(events).toEqual(['1/3', '2/3', '3/3', 'end'])
})

test('refuses what is not there, with its code', async () => {
  const failures = await Promise.all(
    [
      { items: [transfer(1n)], block: 999_999_999 },
      { items: [transfer(1n)], network: 'nowhere' },
      { items: [transfer(1n)], abis: [{ abi: 'no json' }] },
      { items: [] },
      { items: Array.from({ length: 257 }, () => transfer(1n)).map((item) => item) },
      { items: [{ ...transfer(1n), data: `0x${'00'.repeat(131_073)}` }] },
    ].map(async (body) => {
      const response = await post('/simulation', body)
      return [response.status, (await response.json()).code]
    }),
  )
  expect(failures).toEqual([
    [404, 'simulation/block-not-found'],
    [404, 'network/not-found'],
    [422, 'simulation/invalid-abi'],
    [400, 'input/invalid'],
    [400, 'input/invalid'],
    [400, 'input/invalid'],
  ])
})

const counter = '0x000000000000000000000000000000000000c0de'
const sender = '0x00000000000000000000000000000000000a11ce'
/** Adds the first argument to slot 0 and returns the sum. */
const addsUp = '0x5f54600435018060005560005260206000f3'
const secret = 'a-key-of-ours-1234'

const ask = async (network: string, method: string, ...params: unknown[]): Promise<unknown> => {
  const response = await fetch(`${new URL(host.rpc).origin}/rpc/${network}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${host.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  return response.json()
}

test('forks a chain, simulates on it, and simulates the same with that chain gone', async () => {
  const anvil = await startAnvil('--hardfork', 'prague')
  onTestFinished(anvil.stop)
  await anvil.request('anvil_setCode', counter, addsUp)
  await anvil.request('anvil_setStorageAt', counter, toHex(0, { size: 32 }), toHex(40, { size: 32 }))
  await anvil.request('anvil_setBalance', sender, toHex(10n ** 18n))
  await anvil.request('anvil_mine', '0x2')
  const { networks, simulation } = connection.desk
  const url = `${anvil.url}/?key=${secret}`
  const made = await networks.forkNetwork({ name: 'Anvil', urls: [url] })
  expect(made).toMatchObject({ id: 'anvil', chainId: 31_337, fork: { verification: 'proofs', blockNumber: 2 } })

  const add = (amount: bigint) => ({
    kind: 'call' as const,
    from: sender,
    to: counter,
    data: encodeFunctionData({ abi: parseAbi(['function add(uint256)']), args: [amount] }),
    value: amount,
  })
  const bundle = { network: 'anvil', items: [add(1n), add(2n)], block: 2 }
  const online = await simulation.simulate(bundle)
  expect(online.items.map(({ status, returnData }) => [status, BigInt(returnData ?? 0)])).toEqual([
    ['success', 41n],
    ['success', 43n],
  ])

  await anvil.stop()
  const unplugged = await networks.setForkOffline({ id: 'anvil', isOffline: true })
  expect(unplugged.fork).toMatchObject({ isOffline: true })
  expect((await simulation.simulate(bundle)).items).toEqual(online.items)
  const stranger = { ...add(1n), to: `0x${'5a'.repeat(20)}` as const }
  await expect(simulation.simulate({ ...bundle, items: [stranger] })).rejects.toMatchObject({
    code: 'network/offline-miss',
    data: { account: stranger.to, slot: null, blockNumber: 2 },
  })

  expect(await ask('anvil', 'eth_chainId')).toMatchObject({ result: '0x7a69' })
  const missing = `0x${'5b'.repeat(20)}`
  expect(await ask('anvil', 'eth_getBalance', missing, 'latest')).toMatchObject({
    error: { code: -32_002, message: expect.stringContaining(`never fetched account ${missing} at block 2`) },
  })
  expect(JSON.stringify(await networks.listNetworks()) + host.log()).not.toContain(secret)
})

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { numberToHex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CallContext } from '../../../../engine/api/services.ts'
import { createNetworks, type Networks } from '../../../../main/host/desk/networks/createNetworks.ts'
import { type Anvil, startAnvil } from '../../../builders/startAnvil.ts'
import { testNetwork } from '../../chain/fork/openTestFork.ts'
import { alice, bob, ONE_ETHER, toPrivateKey } from '../../chain/openTestChain.ts'

const secret = 'a-key-of-ours-1234'
const context: CallContext = {
  caller: { principal: 'test', role: 'admin' },
  signal: new AbortController().signal,
}

let anvil: Anvil
let directory: string
let networks: Networks
const logged: unknown[] = []

const openNetworks = (unlockedKeys: readonly `0x${string}`[] = []): Networks =>
  createNetworks({
    directory,
    workerUrl: new URL('../../../../engine/chain/chainWorker.ts', import.meta.url),
    network: testNetwork,
    practice: { id: 'practice', name: 'Practice chain', chainId: 731_337 },
    practiceChain: () => {
      throw new Error('no practice chain here')
    },
    unlockedKeys: () => unlockedKeys,
    log: (name, facts) => logged.push({ name, facts }),
  })

beforeAll(async () => {
  anvil = await startAnvil('--hardfork', 'prague')
  await anvil.request('anvil_setBalance', alice.address, '0x64')
  await anvil.request('anvil_mine', '0x3')
})
afterAll(() => anvil.stop())
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'forks-'))
  logged.length = 0
  networks = openNetworks()
})
afterEach(async () => {
  await networks.close()
  rmSync(directory, { recursive: true, force: true })
})

const fork = (name = 'My fork!') =>
  networks.services.forkNetwork(
    {
      name,
      urls: [`${anvil.url}/?key=${secret}`],
      blockNumber: 'latest',
      verification: 'auto',
      hardfork: 'prague',
    },
    context,
  )
const balanceOf = (id: string, address: string): Promise<unknown> =>
  networks.findProvider(id).request({ method: 'eth_getBalance', params: [address, 'latest'] })

test('makes a fork that the desk finds by its id, and lists it beside the practice chain', async () => {
  const made = await fork()
  expect(made).toMatchObject({ id: 'my-fork', name: 'My fork!', chainId: 31_337 })
  expect(made.fork).toMatchObject({
    blockNumber: 3,
    verification: 'proofs',
    quorum: 1,
    isOffline: false,
    isOpen: false,
  })
  expect((await networks.services.listNetworks(undefined, context)).map(({ id }) => id)).toEqual([
    'practice',
    'my-fork',
  ])
  expect(await balanceOf('my-fork', alice.address)).toBe('0x64')
  expect((await fork()).id).toBe('my-fork-2')
})

test('tells nobody the key in a URL, and keeps it where its owner alone reads', async () => {
  const made = await fork()
  expect(made.fork?.hosts).toEqual([new URL(anvil.url).host])
  expect(JSON.stringify([made, await networks.services.listNetworks(undefined, context), logged])).not.toContain(secret)
  const path = join(directory, 'my-fork', 'fork.json')
  expect(readFileSync(path, 'utf8')).toContain(secret)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('opens a fork again after a restart when it is first used, unplugged if it was', async () => {
  await fork()
  expect(await balanceOf('my-fork', alice.address)).toBe('0x64')
  await networks.services.setForkOffline({ id: 'my-fork', isOffline: true }, context)
  await networks.close()
  networks = openNetworks()
  const [, found] = await networks.services.listNetworks(undefined, context)
  expect(found?.fork).toMatchObject({ isOffline: true, isOpen: false })
  expect(await balanceOf('my-fork', alice.address)).toBe('0x64')
  await expect(balanceOf('my-fork', bob.address)).rejects.toMatchObject({
    code: -32_002,
    message: `The fork is offline and never fetched account ${bob.address.toLowerCase()} at block 3 of chain 31337.`,
  })
})

test('gives doors and the desk what they ask of a fork, after it was closed and opened too', async () => {
  await fork()
  const ask = async (rights: 'public' | 'administrator'): Promise<unknown> => {
    const session = networks.openRpcSession('my-fork', () => undefined, rights)
    const answer = await session.handle(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'evm_mine', params: [] }))
    session.close()
    return JSON.parse(answer ?? '')
  }
  expect(await ask('public')).toMatchObject({ error: { code: 4_100 } })
  expect(await ask('administrator')).toMatchObject({ result: expect.anything() })
  const provider = networks.findProvider('my-fork')
  expect(await provider.request({ method: 'eth_blockNumber' })).toBe('0x4')

  const heard: unknown[] = []
  provider.on('message', ({ data }) => heard.push(data.subscription))
  expect((await networks.services.closeFork({ id: 'my-fork' }, context)).fork?.isOpen).toBe(false)
  const subscription = await provider.request({ method: 'eth_subscribe', params: ['newHeads'] })
  await provider.request({ method: 'evm_mine' })
  await expect.poll(() => heard).toEqual([subscription])
  expect(await provider.request({ method: 'eth_blockNumber' })).toBe('0x5')
})

test('pays the unlocked accounts with the first block of a fork, and once', async () => {
  await networks.close()
  const unlocked = [toPrivateKey(901), toPrivateKey(902)]
  networks = openNetworks(unlocked)
  await fork()
  const provider = networks.findProvider('my-fork')
  const accounts = unlocked.map((key) => privateKeyToAddress(key))
  expect(await provider.request({ method: 'eth_accounts' })).toEqual(accounts.map((address) => address.toLowerCase()))
  expect(await provider.request({ method: 'eth_blockNumber' })).toBe('0x4')
  for (const address of accounts) expect(await balanceOf('my-fork', address)).toBe(numberToHex(10_000n * ONE_ETHER))
  // Unplugged as well: what they have here was fetched when they were paid.
  await networks.services.setForkOffline({ id: 'my-fork', isOffline: true }, context)
  const [from, to] = accounts
  await provider.request({
    method: 'eth_sendTransaction',
    params: [{ from, to, value: numberToHex(9_000n * ONE_ETHER) }],
  })
  await networks.services.closeFork({ id: 'my-fork' }, context)
  expect(await provider.request({ method: 'eth_blockNumber' })).toBe('0x5')
  expect(await balanceOf('my-fork', to ?? '')).toBe(numberToHex(19_000n * ONE_ETHER))
})

test('opens a fork that cannot pay its unlocked accounts, and pays them once it can', async () => {
  await fork()
  await networks.services.setForkOffline({ id: 'my-fork', isOffline: true }, context)
  await networks.close()
  const [address] = [toPrivateKey(903)].map((key) => privateKeyToAddress(key))
  networks = openNetworks([toPrivateKey(903)])
  expect(await networks.findProvider('my-fork').request({ method: 'eth_blockNumber' })).toBe('0x3')
  await expect
    .poll(() => logged)
    .toContainEqual({ name: 'fork.error', facts: expect.objectContaining({ id: 'my-fork' }) })
  await networks.services.setForkOffline({ id: 'my-fork', isOffline: false }, context)
  expect(await balanceOf('my-fork', address ?? '')).toBe(numberToHex(10_000n * ONE_ETHER))
})

test('removes a fork with all that is its own', async () => {
  await fork()
  await networks.services.removeFork({ id: 'my-fork' }, context)
  expect(() => networks.findProvider('my-fork')).toThrow('There is no network my-fork.')
  expect(readdirSync(directory).filter((name) => !name.startsWith('cache'))).toEqual([])
})

test('leaves nothing behind of a fork that cannot be made', async () => {
  const host = await findClosedPort()
  const urls = [`http://${host}/?key=a-key-of-ours-1234`]
  const request = { name: 'x', urls, blockNumber: 'latest', verification: 'auto', hardfork: 'prague' } as const
  const failure = await networks.services.forkNetwork(request, context).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'network/unreachable', message: `${host} does not answer: ECONNREFUSED.` })
  const missing = networks.services.forkNetwork({ ...request, urls: [anvil.url], blockNumber: 999 }, context)
  await expect(missing).rejects.toMatchObject({ code: 'network/block-not-found' })
  expect(readdirSync(directory)).toEqual([])
})

test('leaves a fork alone whose file it cannot read', async () => {
  await fork()
  writeFileSync(join(directory, 'my-fork', 'fork.json'), '{')
  await networks.close()
  networks = openNetworks()
  expect(await networks.services.listNetworks(undefined, context)).toHaveLength(1)
  expect(logged).toContainEqual({ name: 'fork.unreadable', facts: { path: join(directory, 'my-fork', 'fork.json') } })
  expect(readdirSync(join(directory, 'my-fork'))).toEqual(['fork.json'])
})

/** Where nobody listens. */
const findClosedPort = async (): Promise<string> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `127.0.0.1:${port}`
}

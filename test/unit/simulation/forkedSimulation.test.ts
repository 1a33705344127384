import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestClient, createWalletClient, encodeFunctionData, type Hex, http, publicActions } from 'viem'
import { anvil as anvilChain } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SimulationRequest } from '../../../engine/api/simulation.ts'
import type { ForkSource } from '../../../engine/chain/fork/ForkPoint.ts'
import { toForkGenesis } from '../../../engine/chain/fork/toForkGenesis.ts'
import { createSimulator, type Simulator } from '../../../engine/simulation/createSimulator.ts'
import { compileSolidity } from '../../builders/compileSolidity.ts'
import { type Anvil, startAnvil } from '../../builders/startAnvil.ts'
import { type ForkedChain, openForkedChain, prepareFork } from '../chain/fork/openTestFork.ts'
import { alice, bob, carol } from '../chain/openTestChain.ts'

const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
contract Token is ERC20 { constructor() ERC20("Token", "TKN") { _mint(msg.sender, 1e30); } }`

const rules = { hardfork: 'prague' } as const
let folder: string
let anvil: Anvil
let chain: ForkedChain
let fork: ForkSource
let simulator: Simulator
let token: Hex
let isOffline = false
const contract = compileSolidity(source).get('Token')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-fork-'))
  anvil = await startAnvil('--hardfork', 'prague')
  const transport = http(anvil.url)
  const upstream = createTestClient({ mode: 'anvil', chain: anvilChain, transport }).extend(publicActions)
  await upstream.setBalance({ address: alice.address, value: 10n ** 21n })
  const wallet = createWalletClient({ account: alice, chain: anvilChain, transport })
  const hash = await wallet.deployContract({ abi: contract?.abi ?? [], bytecode: contract?.creation.object ?? '0x' })
  token = (await upstream.waitForTransactionReceipt({ hash, pollingInterval: 20 })).contractAddress ?? '0x'
  const file = join(folder, 'chain.sqlite')
  fork = await prepareFork({ urls: [anvil.url], cacheFile: join(folder, 'cache.sqlite') })
  chain = await openForkedChain(fork, { file, ...rules })
  simulator = createSimulator({
    workerUrl: new URL('../../../engine/simulation/simulationWorker.ts', import.meta.url),
    threads: 1,
    artifactsFile: join(folder, 'artifacts.sqlite'),
    findChain: async () => ({ file, genesis: toForkGenesis(fork.point, rules), fork: { ...fork, isOffline } }),
    schedule: (task, delayMs) => {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
  })
}, 60_000)
afterAll(async () => {
  await simulator?.close()
  await chain?.close()
  await anvil?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const transfer = (to: Hex, amount: bigint) => ({
  kind: 'call' as const,
  from: alice.address,
  to: token,
  data: encodeFunctionData({ abi: contract?.abi ?? [], functionName: 'transfer', args: [to, amount] }),
})
const simulate = (to: Hex) =>
  simulator.simulate(
    SimulationRequest.parse({ network: 'fork', items: [transfer(to, 5n), transfer(to, 6n)] }),
    new AbortController().signal,
  )

test('simulates on a fork as the chain it was made from does, and again with the network unplugged', async () => {
  const online = await simulate(bob.address)
  const calls = [5n, 6n].map((amount) => {
    const { from, to, data } = transfer(bob.address, amount)
    return { from, to, data }
  })
  const [block] = await anvil.request<{ calls: { gasUsed: Hex; status: Hex }[] }[]>(
    'eth_simulateV1',
    { blockStateCalls: [{ calls }] },
    'latest',
  )
  expect(online.items.map(({ gas, status }) => [gas.used, status])).toEqual(
    block?.calls.map(({ gasUsed, status }) => [BigInt(gasUsed), status === '0x1' ? 'success' : 'reverted']),
  )
  expect(online.items[1]?.tokenChanges).toMatchObject([
    { symbol: 'TKN', account: alice.address, change: -6n, isVerified: true },
    { symbol: 'TKN', account: bob.address, before: 5n, after: 11n, isVerified: true },
  ])
  isOffline = true
  await anvil.stop()
  const offline = await simulate(bob.address)
  expect(offline.items).toEqual(online.items)
  await expect(simulate(carol.address)).rejects.toMatchObject({ code: 'network/offline-miss' })
})

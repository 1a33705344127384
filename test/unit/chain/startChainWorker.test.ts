import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPublicClient, createWalletClient, custom } from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ChainHandle, startChainWorker } from '../../../engine/chain/startChainWorker.ts'
import { createPortProvider } from '../../../engine/chain/worker/createPortProvider.ts'
import { alice, bob, testGenesis } from './openTestChain.ts'

let folder: string
let handle: ChainHandle | undefined
const errors: unknown[] = []

const start = async ({
  file = join(folder, 'chain.sqlite'),
  keepsBlocks = false,
}: {
  readonly file?: string
  readonly keepsBlocks?: boolean
} = {}): Promise<ChainHandle> => {
  handle = await startChainWorker({
    workerUrl: new URL('../../../engine/chain/chainWorker.ts', import.meta.url),
    file,
    genesis: testGenesis,
    keepsBlocks,
    mining: { mode: 'instant' },
    onError: (error) => errors.push(error),
  })
  return handle
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'worker-'))
  errors.length = 0
})
afterEach(async () => {
  await handle?.close()
  handle = undefined
  rmSync(folder, { recursive: true, force: true })
  expect(errors).toEqual([])
})

test('serves viem from another thread', async () => {
  const { provider } = await start()
  const wallet = createWalletClient({ account: alice, transport: custom(provider) })
  const client = createPublicClient({ transport: custom(provider) })
  const hash = await wallet.sendTransaction({ chain: null, to: bob.address, value: 5n })
  expect((await client.getTransactionReceipt({ hash })).status).toBe('success')
})

test('closes the development methods to a door, and opens them to the desk and its administrator', async () => {
  const { provider, openRpcSession } = await start()
  const session = openRpcSession(() => {}, 'public')
  const response = await session.handle('{"jsonrpc":"2.0","id":1,"method":"evm_mine","params":[]}')
  expect(JSON.parse(response ?? '')).toMatchObject({ error: { code: 4100 } })
  await provider.request({ method: 'evm_mine' })
  expect(await provider.request({ method: 'eth_blockNumber' })).toBe('0x1')
  const administrator = openRpcSession(() => {}, 'administrator')
  await administrator.handle('{"jsonrpc":"2.0","id":1,"method":"evm_mine","params":[]}')
  expect(await provider.request({ method: 'eth_blockNumber' })).toBe('0x2')
})

test('sends subscriptions as text to a door and as messages to a provider', async () => {
  const { provider, openRpcSession } = await start()
  const texts: string[] = []
  const messages: unknown[] = []
  provider.on('message', (message) => messages.push(message))
  const subscription = await provider.request({ method: 'eth_subscribe', params: ['newHeads'] })
  await openRpcSession((text) => texts.push(text), 'public').handle(
    '{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}',
  )
  await provider.request({ method: 'evm_mine' })
  await expect.poll(() => texts.length).toBe(1)
  expect(JSON.parse(texts[0] ?? '')).toMatchObject({
    method: 'eth_subscription',
    params: { result: { number: '0x1' } },
  })
  expect(messages).toEqual([
    { type: 'eth_subscription', data: { subscription, result: expect.objectContaining({ number: '0x1' }) } },
  ])
})

test('carries codes and revert data across threads', async () => {
  const { provider } = await start()
  await expect(provider.request({ method: 'eth_nothing' })).rejects.toMatchObject({ code: -32601 })
  // Init code: store 0x2a and revert with it.
  const reverting = { data: '0x602a60005260206000fd' }
  await expect(provider.request({ method: 'eth_call', params: [reverting] })).rejects.toMatchObject({
    code: 3,
    data: `0x${'0'.repeat(62)}2a`,
  })
})

test('gives further threads providers of their own', async () => {
  const provider = createPortProvider((await start()).connect())
  expect(await provider.request({ method: 'eth_chainId' })).toBe('0xb28c9')
  provider.close()
  await expect.poll(() => provider.request({ method: 'eth_chainId' }).catch(({ code }) => code)).toBe(4900)
})

test('refuses requests after its end and says that it ended', async () => {
  const { provider, close, onExit } = await start()
  const exitCode = new Promise<number>((resolve) => onExit(resolve))
  await close()
  handle = undefined
  expect(await exitCode).toBe(0)
  await expect(provider.request({ method: 'eth_chainId' })).rejects.toMatchObject({ code: 4900 })
})

test('says what is wrong with a file it cannot use', async () => {
  const file = join(folder, 'broken.sqlite')
  writeFileSync(file, 'This is not a database at all. '.repeat(100))
  await expect(start({ file })).rejects.toMatchObject({ code: 'store/corrupt' })
})

test('lets an administrator bend a chain, and take no block of one that a market stands on', async () => {
  const { openRpcSession } = await start({ keepsBlocks: true })
  const session = openRpcSession(() => {}, 'administrator')
  const ask = async (method: string, params: unknown[] = []) =>
    JSON.parse((await session.handle(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))) ?? '')
  expect(await ask('evm_mine')).toMatchObject({ result: expect.any(String) })
  const { result } = await ask('evm_snapshot')
  expect(await ask('evm_revert', [result])).toMatchObject({
    error: { code: -32000, message: expect.stringMatching(/fork it/) },
  })
  expect(await ask('anvil_rollback', ['0x1'])).toMatchObject({ error: { code: -32000 } })
  expect(await ask('eth_blockNumber')).toMatchObject({ result: '0x1' })
})

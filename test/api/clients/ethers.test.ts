import { once } from 'node:events'
import {
  type Contract,
  ContractFactory,
  FetchRequest,
  isCallException,
  JsonRpcProvider,
  Wallet,
  WebSocketProvider,
} from 'ethers'
import { expect, test } from 'vitest'
import { compileCounter } from './counter.ts'
import { richKey, serveNode } from './serveNode.ts'

const { abi, bytecode } = compileCounter()

const deploy = async (provider: JsonRpcProvider | WebSocketProvider): Promise<Contract> => {
  const factory = new ContractFactory(abi, bytecode, new Wallet(richKey, provider))
  const deployed = await factory.deploy(5n)
  return (await deployed.waitForDeployment()) as Contract
}

test('ethers deploys, writes, reads, finds events and decodes a custom error over HTTP', async () => {
  const { url } = await serveNode()
  const provider = new JsonRpcProvider(url, undefined, { staticNetwork: true, cacheTimeout: -1 })
  const counter = await deploy(provider)
  const sent = await counter.getFunction('add')(7n)
  const receipt = await sent.wait()
  expect(receipt).toMatchObject({ status: 1, logs: [{ fragment: { name: 'Counted' } }] })
  expect(await counter.getFunction('total')()).toBe(12n)
  const [found] = await counter.queryFilter(counter.getEvent('Counted'), 0)
  expect(found).toMatchObject({ args: [sent.from, 12n] })
  const failure: unknown = await counter
    .getFunction('add')
    .staticCall(101n)
    .catch((error: unknown) => error)
  expect(isCallException(failure as Error) && (failure as { revert: unknown }).revert).toMatchObject({
    name: 'TooMuch',
    args: [101n, 100n],
  })
  expect((await provider.getFeeData()).maxFeePerGas).toBeGreaterThan(0n)
  expect((await provider.getBlock('latest', true))?.prefetchedTransactions[0]?.hash).toBe(sent.hash)
  provider.destroy()
})

test('ethers hears events over WebSocket', async () => {
  const { socketUrl } = await serveNode()
  const provider = new WebSocketProvider(socketUrl, undefined, { cacheTimeout: -1 })
  const counter = await deploy(provider)
  const heard = new Promise<unknown[]>((resolve) => counter.on('Counted', (...args) => resolve(args.slice(0, 2))))
  // The subscription stands before the event comes.
  await counter.listeners('Counted')
  await (await counter.getFunction('add')(1n)).wait()
  expect((await heard)[1]).toBe(6n)
  const closed = once(provider.websocket as never, 'close').catch(() => undefined)
  await provider.destroy()
  await closed
})

test('ethers traces a transaction as the desk’s administrator', async () => {
  const { administrator } = await serveNode()
  const request = new FetchRequest(administrator.url)
  request.setHeader('authorization', `Bearer ${administrator.token}`)
  const provider = new JsonRpcProvider(request, undefined, { staticNetwork: true, cacheTimeout: -1 })
  const counter = await deploy(provider)
  const { hash } = await (await counter.getFunction('add')(3n)).wait()
  const trace = await provider.send('debug_traceTransaction', [hash, { tracer: 'callTracer' }])
  expect(trace).toMatchObject({
    type: 'CALL',
    to: (await counter.getAddress()).toLowerCase(),
    input: expect.stringMatching(/^0x1003e2d2/),
  })
  provider.destroy()
})

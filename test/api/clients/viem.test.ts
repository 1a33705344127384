import {
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createWalletClient,
  defineChain,
  http,
  webSocket,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { expect, test } from 'vitest'
import { compileCounter } from './counter.ts'
import { richKey, serveNode } from './serveNode.ts'

const { abi, bytecode } = compileCounter()

test('viem deploys, writes, reads, hears events, decodes a custom error and traces', async () => {
  const { url, socketUrl, administrator } = await serveNode()
  const chain = defineChain({
    id: 731_337,
    name: 'node',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  })
  const client = createPublicClient({ chain, transport: webSocket(socketUrl, { reconnect: false }), cacheTime: 0 })
  const wallet = createWalletClient({ account: privateKeyToAccount(richKey), chain, transport: http(url) })
  const created = await client.waitForTransactionReceipt({
    hash: await wallet.deployContract({ abi, bytecode, args: [5n] }),
  })
  const counter = { address: created.contractAddress ?? '0x', abi } as const

  const heard: unknown[] = []
  const stop = client.watchContractEvent({ ...counter, eventName: 'Counted', onLogs: (logs) => heard.push(...logs) })
  // A read on the same socket: the subscription asked for before it stands.
  expect(await client.readContract({ ...counter, functionName: 'total' })).toBe(5n)
  const hash = await wallet.writeContract({ ...counter, functionName: 'add', args: [7n] })
  await client.waitForTransactionReceipt({ hash })
  await expect.poll(() => heard).toMatchObject([{ args: { by: wallet.account.address, total: 12n } }])
  stop()
  expect(await client.getContractEvents({ ...counter, eventName: 'Counted', fromBlock: 0n })).toHaveLength(1)

  const failure: unknown = await client
    .simulateContract({ ...counter, functionName: 'add', args: [101n] })
    .catch((error: unknown) => error)
  const revert = failure instanceof BaseError && failure.walk((error) => error instanceof ContractFunctionRevertedError)
  expect(revert).toMatchObject({ data: { errorName: 'TooMuch', args: [101n, 100n] } })

  const headers = { authorization: `Bearer ${administrator.token}` }
  const tracer = createPublicClient({ chain, transport: http(administrator.url, { fetchOptions: { headers } }) })
  const trace = await tracer.request({
    method: 'debug_traceTransaction',
    params: [hash, { tracer: 'callTracer' }],
  } as never)
  expect(trace).toMatchObject({ type: 'CALL', to: counter.address })
})

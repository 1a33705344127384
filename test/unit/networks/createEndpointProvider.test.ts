import { expect, test } from 'vitest'
import { createEndpointProvider } from '../../../engine/networks/createEndpointProvider.ts'
import { createRpcEndpoint } from '../../../engine/networks/createRpcEndpoint.ts'
import { systemClock } from '../../../engine/threads/systemClock.ts'
import { answerJson, startServer } from './testEndpoints.ts'

const openProvider = async (answer: object) => {
  const server = await startServer((_body, response) => answerJson(response, { jsonrpc: '2.0', id: 0, ...answer }))
  const endpoint = createRpcEndpoint({ url: server.url, fetch, clock: systemClock, random: Math.random, attempts: 1 })
  return { provider: createEndpointProvider(endpoint), requests: server.requests }
}

test('asks the node and answers its result', async () => {
  const { provider, requests } = await openProvider({ result: '0x1' })
  expect(await provider.request({ method: 'eth_call', params: [{ to: '0x00' }, 'latest'] })).toBe('0x1')
  expect(requests[0]?.body).toMatchObject({ method: 'eth_call', params: [{ to: '0x00' }, 'latest'] })
  expect(await provider.request({ method: 'eth_chainId' })).toBe('0x1')
  expect(requests[1]?.body).toMatchObject({ method: 'eth_chainId', params: [] })
})

test('passes on what a call was reverted with', async () => {
  const error = { code: 3, message: 'execution reverted', data: '0xdeadbeef' }
  const { provider } = await openProvider({ error })
  await expect(provider.request({ method: 'eth_call' })).rejects.toMatchObject({ name: 'ProviderRpcError', ...error })
})

test('passes on nothing else that a node adds to a refusal', async () => {
  const { provider } = await openProvider({ error: { code: -32_000, message: 'no', data: { secret: 1 } } })
  await expect(provider.request({ method: 'eth_call' })).rejects.toMatchObject({ code: -32_000, data: undefined })
})

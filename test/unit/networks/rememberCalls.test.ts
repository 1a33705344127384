import { expect, test } from 'vitest'
import type { EthereumProvider, ProviderMessage } from '../../../engine/networks/Network.ts'
import { rememberCalls } from '../../../engine/networks/rememberCalls.ts'

const createCountingProvider = () => {
  const listeners: ((message: ProviderMessage) => void)[] = []
  const asked: string[] = []
  const provider: EthereumProvider = {
    request: async ({ method }) => {
      if (method === 'eth_subscribe') return '0x1'
      asked.push(method)
      if (asked.length === 1 && method === 'eth_call') throw new Error('busy')
      return `answer ${asked.length}`
    },
    on: (_event, listener) => void listeners.push(listener),
    removeListener: () => {},
  }
  const mine = (subscription = '0x1') => {
    for (const listener of listeners) listener({ type: 'eth_subscription', data: { subscription, result: {} } })
  }
  return { provider, asked, mine }
}

const call = (provider: EthereumProvider, data: string) =>
  provider.request({ method: 'eth_call', params: [{ to: '0x00', data }, 'latest'] })

test('asks once a block, and again after the next block', async () => {
  const { provider, mine } = createCountingProvider()
  const remembering = rememberCalls(provider)
  await Promise.resolve()
  await expect(call(remembering, '0x01')).rejects.toThrow('busy')
  const [first, second] = await Promise.all([call(remembering, '0x01'), call(remembering, '0x01')])
  expect(second).toBe(first)
  expect(await call(remembering, '0x02')).not.toBe(first)
  mine('0x2')
  expect(await call(remembering, '0x01')).toBe(first)
  mine()
  expect(await call(remembering, '0x01')).not.toBe(first)
})

test('passes everything else on', async () => {
  const { provider, asked } = createCountingProvider()
  const remembering = rememberCalls(provider)
  await Promise.resolve()
  const ask = () => remembering.request({ method: 'eth_getTransactionCount', params: [] })
  await ask()
  await ask()
  expect(asked).toEqual(['eth_getTransactionCount', 'eth_getTransactionCount'])
})

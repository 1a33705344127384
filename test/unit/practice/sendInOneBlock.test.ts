import { getAddress, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EthereumProvider } from '../../../engine/networks/Network.ts'
import { sendInOneBlock } from '../../../engine/practice/sendInOneBlock.ts'
import { createTestChain } from '../../builders/createTestChain.ts'

const account = privateKeyToAccount(`0x${'11'.repeat(32)}`)
const recipient = getAddress(`0x${'aa'.repeat(20)}`)
const transfer = { to: recipient, data: '0x', value: 1n, gas: 21_000n } as const

let chain: Awaited<ReturnType<typeof createTestChain>>
beforeAll(async () => {
  chain = await createTestChain({ rich: [account.address], timestampS: 1_700_000_000 })
})
afterAll(() => chain.close())

const blockOf = async (hash: Hex) => {
  const receipt = await chain.provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })
  return (receipt as { readonly blockNumber: Hex }).blockNumber
}

/** A provider on which somebody else sends for the same account just before each of the first `times` transactions. */
const withRival = (times: number): EthereumProvider => {
  let left = times
  return {
    ...chain.provider,
    request: async (request) => {
      if (request.method === 'eth_sendRawTransaction' && left > 0) {
        left -= 1
        const nonce = Number(
          await chain.provider.request({ method: 'eth_getTransactionCount', params: [account.address, 'pending'] }),
        )
        const chainId = Number(await chain.provider.request({ method: 'eth_chainId' }))
        const fees = { maxFeePerGas: 100_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n }
        const raw = await account.signTransaction({ type: 'eip1559', chainId, nonce, ...transfer, ...fees })
        await chain.provider.request({ method: 'eth_sendRawTransaction', params: [raw] })
      }
      return chain.provider.request(request)
    },
  }
}

test('puts all transactions into one block, in their order', async () => {
  const hashes = await sendInOneBlock(chain.provider, [{ account, calls: [transfer, transfer, transfer] }])
  expect(hashes).toHaveLength(3)
  expect(new Set(await Promise.all(hashes.map(blockOf))).size).toBe(1)
})

test('signs anew when another sender of the same account was quicker', async () => {
  const hashes = await sendInOneBlock(withRival(2), [{ account, calls: [transfer, transfer] }])
  expect(new Set(await Promise.all(hashes.map(blockOf))).size).toBe(1)
})

test('gives up when it is refused again and again, and sends nothing', async () => {
  const balance = () => chain.provider.request({ method: 'eth_getBalance', params: [recipient, 'pending'] })
  const poor = privateKeyToAccount(`0x${'22'.repeat(32)}`)
  const before = await balance()
  await expect(sendInOneBlock(chain.provider, [{ account: poor, calls: [transfer, transfer] }])).rejects.toThrow(
    /funds|balance/i,
  )
  expect(await balance()).toBe(before)
})

import { expect, test } from 'vitest'
import { verifyContractSignature } from '../../../engine/market/verifyContractSignature.ts'
import type { EthereumProvider } from '../../../engine/networks/Network.ts'
import { anOrder } from './builders.ts'

const providerOf = (answers: Record<string, unknown>): EthereumProvider => ({
  request: async ({ method }) => {
    const answer = answers[method]
    if (answer instanceof Error) throw answer
    return answer
  },
  on: () => {},
  removeListener: () => {},
})

const verify = (eth_call: unknown, eth_getCode = '0x60') =>
  verifyContractSignature(providerOf({ eth_call, eth_getCode }))(anOrder({}).order, `0x${'11'.repeat(32)}`, '0x1234')

test('believes the magic value of ERC-1271, and nothing else', async () => {
  expect(await verify(`0x1626ba7e${'00'.repeat(28)}`)).toBe(true)
  expect(await verify(`0xffffffff${'00'.repeat(28)}`)).toBe(false)
  expect(await verify('0x1626ba7e')).toBe(false)
  expect(await verify('0x')).toBe(false)
})

test('says no for an account without code, and for a contract that reverts', async () => {
  expect(await verify(`0x1626ba7e${'00'.repeat(28)}`, '0x')).toBe(false)
  expect(await verify(Object.assign(new Error('execution reverted'), { code: 3 }))).toBe(false)
})

test('says nothing when the chain can’t be asked', async () => {
  await expect(verify(Object.assign(new Error('disconnected'), { code: 4900 }))).rejects.toThrow('disconnected')
})

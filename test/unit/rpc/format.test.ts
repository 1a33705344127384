import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatBlock } from '../../../engine/rpc/format.ts'
import { bob, openTestChain, type TestChain } from '../chain/openTestChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await openTestChain()
})
afterAll(() => chain.close())

test('shows the withdrawals of a block as the execution-apis name them, their amounts in gwei', () => {
  const address = Uint8Array.from(Buffer.from(bob.address.slice(2), 'hex'))
  const withdrawals = [{ index: 7n, validatorIndex: 300n, address, amountGwei: 32_000_000_000n }]
  expect(formatBlock({ ...chain.chain.head(), withdrawals }, [])).toMatchObject({
    withdrawals: [{ index: '0x7', validatorIndex: '0x12c', address: bob.address.toLowerCase(), amount: '0x773594000' }],
  })
})

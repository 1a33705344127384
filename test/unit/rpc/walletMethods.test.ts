import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RpcSession } from '../../../engine/rpc/RpcContext.ts'
import { openTestChain, type TestChain } from '../chain/openTestChain.ts'

let chain: TestChain
let session: RpcSession
beforeAll(async () => {
  chain = await openTestChain()
  session = chain.server.openSession({})
})
afterAll(() => chain.close())

const own = { chainId: '0xb28c9', chainName: 'Practice', rpcUrls: ['http://127.0.0.1:1/rpc'] }

test('is the chain a wallet is asked for', async () => {
  expect(await chain.server.request(session, 'wallet_addEthereumChain', [own])).toBeNull()
  expect(await chain.server.request(session, 'wallet_switchEthereumChain', [{ chainId: '0xb28c9' }])).toBeNull()
})

test('says that it is no other, with the codes of EIP-3326 and EIP-1193', async () => {
  const other = { ...own, chainId: '0x1' }
  await expect(chain.server.request(session, 'wallet_switchEthereumChain', [other])).rejects.toMatchObject({
    code: 4902,
  })
  await expect(chain.server.request(session, 'wallet_addEthereumChain', [other])).rejects.toMatchObject({ code: 4200 })
})

test.each([[[]], [[{}]], [[{ chainId: 'mainnet' }]], [[{ chainId: '0x0' }]], [[{ chainId: `0x${'f'.repeat(64)}` }]]])(
  'refuses what is no chain: %j',
  async (params) => {
    await expect(chain.server.request(session, 'wallet_switchEthereumChain', params)).rejects.toMatchObject({
      code: -32602,
    })
  },
)

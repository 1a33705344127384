import { keccak256 } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeHeader } from '../../../../engine/treasury/history/encodeHeader.ts'
import { openTestChain } from '../../chain/openTestChain.ts'

let open: Awaited<ReturnType<typeof openTestChain>>
beforeAll(async () => {
  open = await openTestChain()
  await open.rpc('hardhat_mine', '0x3')
})
afterAll(() => open.chain.close())

const blockAt = async (number: string) =>
  (await open.rpc('eth_getBlockByNumber', number, false)) as Record<string, string>

test('encodes headers as debug_getRawHeader does, the genesis and its zeros too', async () => {
  for (const number of ['0x0', '0x1', '0x3']) {
    expect(encodeHeader(await blockAt(number))).toBe(await open.rpc('debug_getRawHeader', number))
  }
})

// Mainnet's genesis block: fifteen fields, none of those that forks added.
test('encodes a header from before all forks', () => {
  const word = (digits: string) => `0x${digits.padStart(64, '0')}`
  const emptyTrie = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'
  const hash = '0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3'
  const genesis = {
    parentHash: word(''),
    sha3Uncles: '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347',
    miner: `0x${'00'.repeat(20)}`,
    stateRoot: '0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544',
    transactionsRoot: emptyTrie,
    receiptsRoot: emptyTrie,
    logsBloom: `0x${'00'.repeat(256)}`,
    difficulty: '0x400000000',
    number: '0x0',
    gasLimit: '0x1388',
    gasUsed: '0x0',
    timestamp: '0x0',
    extraData: '0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa',
    mixHash: word(''),
    nonce: '0x0000000000000042',
    hash,
  }
  expect(keccak256(encodeHeader(genesis))).toBe(hash)
})

test.each(['stateRoot', 'parentHash', 'hash'])('refuses a block whose %s is another', async (name) => {
  const block = { ...(await blockAt('0x2')), [name]: keccak256('0x') }
  expect(() => encodeHeader(block)).toThrow(expect.objectContaining({ code: 'chain/unavailable' }))
})

test.each([[null], ['0x'], [{}], [{ hash: '0x00' }]])('refuses %j, which is no block', (answer) => {
  expect(() => encodeHeader(answer)).toThrow(expect.objectContaining({ code: 'chain/unavailable' }))
})

import { expect, test } from 'vitest'
import { readProof } from '../../../../engine/treasury/history/readProof.ts'

const address = `0x${'11'.repeat(20)}` as const
const slot = `0x${'22'.repeat(32)}` as const
const answering = (answer: unknown) => ({ request: async () => answer })

test('gives the nodes as they came, and none for an empty trie', async () => {
  const storageProof = [{ proof: ['0xc1'] }, { proof: ['0x80'] }, { proof: [] }, { proof: ['0x80', '0xc2'] }]
  const provider = answering({ accountProof: ['0xc3', '0xc4'], storageProof, balance: '0x0' })
  expect(await readProof(provider, address, [slot, slot, slot, slot], 7n)).toEqual({
    account: ['0xc3', '0xc4'],
    slots: [['0xc1'], [], [], ['0x80', '0xc2']],
  })
})

test('asks for the block by its number', async () => {
  const asked: unknown[] = []
  const request = async (call: unknown) => {
    asked.push(call)
    return { accountProof: [], storageProof: [] }
  }
  await readProof({ request }, address, [], 255n)
  expect(asked).toEqual([{ method: 'eth_getProof', params: [address, [], '0xff'] }])
})

test.each([
  [null],
  [{ accountProof: ['0xc0'] }],
  [{ accountProof: ['0xc0'], storageProof: [] }],
  [{ accountProof: ['c0'], storageProof: [{ proof: [] }] }],
])('refuses %j, which is no proof of one slot', async (answer) => {
  await expect(readProof(answering(answer), address, [slot], 7n)).rejects.toMatchObject({ code: 'chain/unavailable' })
})

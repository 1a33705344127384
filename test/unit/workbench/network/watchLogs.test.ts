import { expect, test } from 'vitest'
import type { EthereumProvider } from '../../../../engine/networks/Network.ts'
import { ProviderRpcError } from '../../../../engine/networks/ProviderRpcError.ts'
import { watchLogs } from '../../../../engine/workbench/network/watchLogs.ts'

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const hex = (value: number) => `0x${value.toString(16)}`

/** A node with ten logs in each of its blocks, that gives at most 50 in an answer. */
const createBusyNode = (head: number): EthereumProvider => ({
  request: async ({ method, params }) => {
    if (method === 'eth_subscribe') return '0x1'
    if (method === 'eth_blockNumber') return hex(head)
    if (method !== 'eth_getLogs') return true
    const [{ fromBlock, toBlock }] = params as [{ fromBlock: string; toBlock: string }]
    const blocks = Array.from({ length: Number(toBlock) - Number(fromBlock) + 1 }, (_, at) => Number(fromBlock) + at)
    if (blocks.length > 5) throw new ProviderRpcError({ code: -32_005, message: 'more than 50 logs' })
    return blocks.flatMap((number) =>
      Array.from({ length: 10 }, (_, at) => ({
        address,
        topics: [],
        data: '0x',
        blockNumber: hex(number),
        blockHash: `0x${number.toString(16).padStart(64, '0')}`,
        transactionHash: `0x${'0'.repeat(64)}`,
        logIndex: hex(at),
      })),
    )
  },
  on: () => undefined,
  removeListener: () => undefined,
})

test('takes smaller steps where a node refuses long answers', async () => {
  const stream = watchLogs(createBusyNode(10_000), address, 5, new AbortController().signal)
  const latest = (await stream.next()).value ?? []
  expect(latest).toHaveLength(100)
  expect([latest[0]?.blockNumber, latest.at(-1)?.blockNumber]).toEqual([9_991, 10_000])
  await stream.return()
})

test('goes back no further than the block of the deployment', async () => {
  const stream = watchLogs(createBusyNode(7), address, 5, new AbortController().signal)
  const latest = (await stream.next()).value ?? []
  expect(latest.map(({ blockNumber }) => blockNumber)).toEqual([5, 6, 7].flatMap((number) => Array(10).fill(number)))
  await stream.return()
})

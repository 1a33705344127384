import { encodeFunctionData, type Hex, toHex } from 'viem'
import { compileTarget, targetAbi } from './node/compileTarget.ts'
import { type MeasuredNode, openNodes } from './node/openNodes.ts'
import { report, reportTiming, type Timing, timeRequests } from './node/timeRequests.ts'

/** JSON-RPC over HTTP, beside anvil in the same run: `eth_call`, `eth_sendRawTransaction`, `eth_getLogs` over 100,000 logs. */

const calls = 3_000
const transactions = 1_000
const logQueries = 200
const logs = 100_000
const logsPerTransaction = 2_500
const underWay = 16
/** Of a log in JSON. */
const leastLogBytes = 400

const encode = (functionName: 'move' | 'note', args: readonly unknown[]): Hex =>
  encodeFunctionData({ abi: targetAbi, functionName, args } as never)

const benchCalls = async (node: MeasuredNode, target: Hex): Promise<Timing> => {
  const data = encode('move', [node.account.address, 1n])
  const ask = () => node.ask('eth_call', { from: node.account.address, to: target, data }, 'latest')
  await timeRequests(500, underWay, ask) // both warm
  reportTiming('rpc', `${node.name} eth_call, one at a time`, await timeRequests(calls, 1, ask))
  const timing = await timeRequests(calls, underWay, ask)
  reportTiming('rpc', `${node.name} eth_call, ${underWay} at a time`, timing)
  return timing
}

const benchTransactions = async (node: MeasuredNode): Promise<Timing> => {
  const nonce = Number(await node.ask<string>('eth_getTransactionCount', node.account.address, 'latest'))
  const signed = await Promise.all(
    Array.from({ length: transactions }, (_, index) =>
      node.account.signTransaction({
        ...{ chainId: node.chainId, nonce: nonce + index, to: toHex(index + 1_000_000, { size: 20 }), value: 1n },
        ...{ gas: 21_000n, maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 1n },
      }),
    ),
  )
  // One at a time: the node that keeps what it acknowledges has written it to disk by then.
  const timing = await timeRequests(transactions, 1, (index) => node.ask('eth_sendRawTransaction', signed[index]))
  reportTiming('rpc', `${node.name} eth_sendRawTransaction`, timing)
  return timing
}

const benchLogs = async (node: MeasuredNode, target: Hex): Promise<Timing> => {
  const data = encode('note', [BigInt(logsPerTransaction)])
  const blocks: Hex[] = []
  for (let made = 0; made < logs; made += logsPerTransaction) {
    const { blockNumber } = await node.send({ to: target, data, gas: 10_000_000n })
    blocks.push(toHex(blockNumber))
  }
  const range = { fromBlock: blocks[0], toBlock: 'latest', address: target }
  const topics = [null, toHex(7, { size: 32 })]
  const count = (await node.ask<unknown[]>('eth_getLogs', { ...range, topics })).length
  if (count !== logs / 10) throw new Error(`${node.name} found ${count} logs`)
  // Of 100,000 logs the 250 of one block and topic, as a follower of events asks.
  const timing = await timeRequests(logQueries, 4, async (index) => {
    const block = blocks[index % blocks.length]
    const bytes = await node.measure('eth_getLogs', { address: target, topics, fromBlock: block, toBlock: block })
    if (bytes < (logsPerTransaction / 10) * leastLogBytes) throw new Error(`${node.name} left logs out`)
  })
  reportTiming('rpc', `${node.name} eth_getLogs, 250 of ${logs}`, timing)
  const all = await timeRequests(5, 1, () => node.measure('eth_getLogs', { ...range, topics }))
  reportTiming('rpc', `${node.name} eth_getLogs, 10,000 of ${logs}`, all)
  return timing
}

const bytecode = compileTarget()
const { nodes, close } = await openNodes()
try {
  const results: Timing[][] = []
  for (const node of nodes) {
    const { contractAddress } = await node.send({ data: bytecode, gas: 2_000_000n })
    results.push([
      await benchCalls(node, contractAddress),
      await benchTransactions(node),
      await benchLogs(node, contractAddress),
    ])
  }
  for (const [index, metric] of ['eth_call', 'eth_sendRawTransaction', 'eth_getLogs'].entries()) {
    const [own, anvil] = results.map((timings) => timings[index]?.perSecond ?? 0)
    report('rpc', `${metric} against anvil`, (own ?? 0) / (anvil ?? 1), 'ratio')
  }
} finally {
  await close()
}

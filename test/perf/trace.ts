import { encodeFunctionData } from 'viem'
import { compileTarget, targetAbi } from './node/compileTarget.ts'
import { type MeasuredNode, openNodes } from './node/openNodes.ts'
import { report, timeRequests } from './node/timeRequests.ts'

/** Tracing a transaction of 1,000,000 steps, beside anvil in the same run. */

const steps = 1_000_000
const rounds = 3

/** How many rounds of the loop make so many steps: the tracer counts a small run and the next one is scaled. */
const findCount = async (node: MeasuredNode, to: `0x${string}`): Promise<bigint> => {
  const data = encodeFunctionData({ abi: targetAbi, functionName: 'loop', args: [1_000n] })
  const options = { disableStack: true, disableStorage: true }
  const trace = await node.ask<{ structLogs: unknown[] }>('debug_traceCall', { to, data }, 'latest', options)
  return BigInt(Math.ceil((steps / trace.structLogs.length) * 1_000))
}

const bench = async (node: MeasuredNode, bytecode: `0x${string}`): Promise<Record<string, number>> => {
  const { contractAddress: to } = await node.send({ data: bytecode, gas: 2_000_000n })
  const count = await findCount(node, to)
  const { hash } = await node.send({
    to,
    data: encodeFunctionData({ abi: targetAbi, functionName: 'loop', args: [count] }),
    gas: 30_000_000n,
  })
  const seconds: Record<string, number> = {}
  const time = async (metric: string, options: object): Promise<void> => {
    const { p50Ms } = await timeRequests(rounds, 1, () => node.measure('debug_traceTransaction', hash, options))
    seconds[metric] = p50Ms / 1_000
    report('trace', `${node.name} ${metric}, ${steps} steps`, p50Ms / 1_000, 's')
  }
  await time('struct logs without stacks', { disableStack: true, disableStorage: true })
  await time('callTracer', { tracer: 'callTracer' })
  return { ...seconds, hash: 0 }
}

const bytecode = compileTarget()
const { nodes, close } = await openNodes('--steps-tracing')
try {
  const [own, anvil] = [await bench(nodes[0], bytecode), await bench(nodes[1], bytecode)]
  for (const metric of ['struct logs without stacks', 'callTracer']) {
    report('trace', `${metric} against anvil`, (anvil[metric] ?? 0) / (own[metric] ?? 1), 'ratio of speeds')
  }
} finally {
  await close()
}

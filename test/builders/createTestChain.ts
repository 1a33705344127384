import { randomUUID } from 'node:crypto'
import { createChain } from '../../engine/chain/createChain.ts'
import { createLocalProvider } from '../../engine/rpc/createLocalProvider.ts'
import { createRpcServer } from '../../engine/rpc/createRpcServer.ts'
import { systemClock } from '../../engine/threads/systemClock.ts'

interface TestChainOptions {
  readonly rich: readonly `0x${string}`[]
  readonly timestampS: number
  readonly chainId?: number
  readonly unlockedKeys?: readonly `0x${string}`[]
}

/** A chain in memory that seals each transaction at once, with accounts that have 1,000 ether each. */
export const createTestChain = async ({ rich, timestampS, chainId, unlockedKeys }: TestChainOptions) => {
  const onError = (error: unknown) => {
    throw error
  }
  const chain = await createChain({
    file: ':memory:',
    genesis: {
      ...(chainId === undefined ? {} : { chainId }),
      timestamp: BigInt(timestampS),
      alloc: Object.fromEntries(rich.map((address) => [address, { balance: 1_000n * 10n ** 18n }])),
    },
    mining: { mode: 'instant' },
    clock: systemClock,
    onError,
  })
  const provider = createLocalProvider(createRpcServer({ chain, unlockedKeys, createId: () => randomUUID(), onError }))
  return { chain, provider, close: () => chain.close() }
}

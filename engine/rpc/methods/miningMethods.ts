import { z } from 'zod'
import { toHex } from '../../chain/bytes.ts'
import type { Chain } from '../../chain/Chain.ts'
import { defineMethod, type Json, type MethodTable } from '../RpcContext.ts'
import { RPC_CODES, RpcError } from '../RpcError.ts'
import { NoParams } from '../schemas.ts'
import { NumberOrQuantity } from '../tools.ts'

const MAX_MINED_BLOCKS = 10_000n
const MS_PER_SECOND = 1_000
/** Below, a number of `evm_setIntervalMining` is in seconds: Anvil's unit there, while Hardhat's is milliseconds. */
const LEAST_INTERVAL_MS = 100

/** Seals so many blocks. */
const mineBlocks = async (chain: Chain, count: bigint, intervalSeconds = 0n): Promise<void> => {
  if (count > MAX_MINED_BLOCKS) {
    throw new RpcError(RPC_CODES.limitExceeded, `cannot mine more than ${MAX_MINED_BLOCKS} blocks at once`)
  }
  for (let mined = 0n; mined < count; mined++) {
    // viem sends 0 when it was given no interval.
    if (mined > 0n && intervalSeconds > 0n) {
      chain.setNextBlockTimestamp(chain.head().header.timestamp + intervalSeconds)
    }
    await chain.mine()
  }
}

const mine = defineMethod(
  z.tuple([NumberOrQuantity.nullish(), NumberOrQuantity.nullish()]),
  async ({ chain }, [count, intervalSeconds]) => {
    await mineBlocks(chain, count ?? 1n, intervalSeconds ?? 0n)
    return null
  },
)

const setAutomine = defineMethod(z.tuple([z.boolean()]), ({ chain }, [isOn]) => {
  chain.setMining({ mode: isOn ? 'instant' : 'manual' })
  return null
})

const switchMining = (isOn: boolean) =>
  defineMethod(NoParams, ({ chain }) => {
    chain.setMining({ mode: isOn ? 'instant' : 'manual' })
    return true
  })

const getAutomine = defineMethod(NoParams, ({ chain }) => chain.getMining().mode === 'instant')

const mineEvery = (chain: Chain, intervalMs: number): null => {
  chain.setMining(intervalMs === 0 ? { mode: 'manual' } : { mode: 'interval', intervalMs })
  return null
}

/** A time (Hardhat, Anvil), or how many blocks and of what time (Ganache). */
const MineRequest = z.union([
  NumberOrQuantity.transform((timestamp) => ({ timestamp, blocks: 1n })),
  z.object({ timestamp: NumberOrQuantity.nullish(), blocks: NumberOrQuantity.default(1n) }),
])

const mineAsAsked = async (chain: Chain, request: z.output<typeof MineRequest> | null | undefined): Promise<Json> => {
  if (request?.timestamp != null) chain.setNextBlockTimestamp(request.timestamp)
  await mineBlocks(chain, request?.blocks ?? 1n)
  return toHex(chain.head().hash)
}

/** When blocks are made. */
export const miningMethods: MethodTable = {
  evm_mine: defineMethod(z.tuple([MineRequest.nullish()]), ({ chain }, [request]) => mineAsAsked(chain, request)),
  evm_setAutomine: setAutomine,
  evm_setIntervalMining: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [interval]) => {
    const isSeconds = interval < LEAST_INTERVAL_MS
    return mineEvery(chain, Number(interval) * (isSeconds ? MS_PER_SECOND : 1))
  }),
  hardhat_mine: mine,
  hardhat_getAutomine: getAutomine,
  anvil_mine: mine,
  anvil_getAutomine: getAutomine,
  anvil_setAutomine: setAutomine,
  // Anvil's unit: seconds.
  anvil_setIntervalMining: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [seconds]) =>
    mineEvery(chain, Number(seconds) * MS_PER_SECOND),
  ),
  anvil_getIntervalMining: defineMethod(NoParams, ({ chain }) => {
    const mining = chain.getMining()
    return mining.mode === 'interval' ? mining.intervalMs / MS_PER_SECOND : null
  }),
  // Ganache's names.
  miner_start: switchMining(true),
  miner_stop: switchMining(false),
}

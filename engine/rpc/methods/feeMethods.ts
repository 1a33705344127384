import { z } from 'zod'
import { toQuantity } from '../../chain/bytes.ts'
import type { Chain } from '../../chain/Chain.ts'
import { refuse } from '../../chain/ChainError.ts'
import type { BlockRecord } from '../../chain/store/ChainRecords.ts'
import { defineMethod, type Json, type MethodTable } from '../RpcContext.ts'
import { requireSealed } from '../resolveBlock.ts'
import { BlockNumberOrTag, NoParams } from '../schemas.ts'
import { SUGGESTED_TIP } from '../suggestedFees.ts'
import { NumberOrQuantity } from '../tools.ts'

const MAX_HISTORY_BLOCKS = 1_024n

const HistoryParams = z.tuple([
  NumberOrQuantity,
  BlockNumberOrTag,
  z.array(z.number().min(0).max(100)).max(100).nullish(),
])

/** What the block after `block` asks for gas: of the one to come, with what was set for it. */
const nextBaseFee = (chain: Chain, block: BlockRecord): bigint =>
  block.number === chain.head().number ? chain.nextEnvironment().baseFeePerGas : block.header.calcNextBaseFee()

const readBlocks = ({ store }: Chain, oldest: number, newest: number): BlockRecord[] => {
  const blocks: BlockRecord[] = []
  for (let number = oldest; number <= newest; number++) {
    const block = store.getBlockByNumber(number)
    if (block !== undefined) blocks.push(block)
  }
  return blocks
}

const describeHistory = (chain: Chain, count: bigint, newest: BlockRecord, percentiles: readonly number[]): Json => {
  // geth's answer to whoever asks for nothing.
  if (count === 0n) return { oldestBlock: '0x0', gasUsedRatio: [], baseFeePerGas: [], reward: [] }
  const wanted = Number(count < MAX_HISTORY_BLOCKS ? count : MAX_HISTORY_BLOCKS)
  const blocks = readBlocks(chain, Math.max(0, newest.number - wanted + 1), newest.number)
  const maxBlobGas = Number(chain.common.getBlobGasSchedule().maxBlobGasPerBlock)
  const rewards = blocks.map((block) => listRewards(chain, block, percentiles))
  return {
    oldestBlock: toQuantity(blocks[0]?.number ?? newest.number),
    baseFeePerGas: [
      ...blocks.map(({ header }) => toQuantity(header.baseFeePerGas ?? 0n)),
      toQuantity(nextBaseFee(chain, newest)),
    ],
    gasUsedRatio: blocks.map(({ header }) => Number(header.gasUsed) / Number(header.gasLimit)),
    baseFeePerBlobGas: [
      ...blocks.map(({ header }) => toQuantity(header.getBlobGasPrice())),
      toQuantity(newest.header.calcNextBlobGasPrice(chain.common)),
    ],
    blobGasUsedRatio: blocks.map(({ header }) => Number(header.blobGasUsed ?? 0n) / maxBlobGas),
    ...(percentiles.length === 0 ? {} : { reward: rewards }),
  }
}

const listRewards = ({ store }: Chain, { number, header }: BlockRecord, percentiles: readonly number[]): Json => {
  if (percentiles.length === 0) return []
  const paid = store
    .getTransactions(number)
    .map(({ effectiveGasPrice, gasUsed }) => ({ tip: effectiveGasPrice - (header.baseFeePerGas ?? 0n), gasUsed }))
    .sort((a, b) => (a.tip < b.tip ? -1 : 1))
  return percentiles.map((percentile) => toQuantity(findTip(paid, percentile)))
}

/** The tip at a percentile of the block's gas. */
const findTip = (paid: readonly { tip: bigint; gasUsed: number }[], percentile: number): bigint => {
  const total = paid.reduce((sum, { gasUsed }) => sum + gasUsed, 0)
  let gas = 0
  for (const { tip, gasUsed } of paid) {
    gas += gasUsed
    if (gas >= (total * percentile) / 100) return tip
  }
  return 0n
}

const isRising = (percentiles: readonly number[]): boolean =>
  percentiles.every((percentile, index) => index === 0 || percentile > (percentiles[index - 1] ?? 0))

/** The fee market. */
export const feeMethods: MethodTable = {
  eth_baseFee: defineMethod(NoParams, ({ chain }) => toQuantity(chain.nextEnvironment().baseFeePerGas)),
  eth_gasPrice: defineMethod(NoParams, ({ chain }) =>
    toQuantity(chain.nextEnvironment().baseFeePerGas + SUGGESTED_TIP),
  ),
  eth_maxPriorityFeePerGas: defineMethod(NoParams, () => toQuantity(SUGGESTED_TIP)),
  eth_blobBaseFee: defineMethod(NoParams, ({ chain }) =>
    toQuantity(chain.head().header.calcNextBlobGasPrice(chain.common)),
  ),
  eth_feeHistory: defineMethod(HistoryParams, ({ chain }, [count, newestId, percentiles]) => {
    if (!isRising(percentiles ?? [])) throw refuse('invalid reward percentile: they must rise')
    return describeHistory(chain, count, requireSealed(chain, newestId), percentiles ?? [])
  }),
}
